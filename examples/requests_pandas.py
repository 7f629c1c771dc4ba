"""Requests per agency and year, with pandas: python examples/requests_pandas.py data/reports.db."""

import sqlite3
import sys
from pathlib import Path

import pandas as pd


def requests_by_year(db: Path) -> pd.DataFrame:
    """Years down, agencies across, requests received in the cells; empty where there is no number."""
    # Read-only, so that a harvest may go on.
    connection = sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True)
    rows = pd.read_sql("SELECT agency, report_year, received FROM v_requests_by_year", connection)
    connection.close()
    table = rows.pivot_table(index="report_year", columns="agency", values="received", aggfunc="sum")
    return table.astype("Int64")


if __name__ == "__main__":
    print(requests_by_year(Path(sys.argv[1])).to_string(na_rep=""))
