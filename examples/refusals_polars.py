"""Why requests were refused, with polars: python examples/refusals_polars.py data/parquet."""

import sys
from pathlib import Path

import polars as pl


def reasons(folder: Path) -> pl.DataFrame:
    """Reasons of all agencies and years with their requests and their share, the most frequent first."""
    refusals = pl.scan_parquet(folder / "v_refusals_by_reason.parquet")
    return (
        refusals.filter(pl.col("requests") > 0)
        .group_by("kind", "reason_zh", "reason_en")
        .agg(pl.col("requests").sum(), pl.col("agency").n_unique().alias("agencies"))
        .with_columns((pl.col("requests") / pl.col("requests").sum()).round(4).alias("share_of_refusals"))
        .sort("requests", "reason_en", descending=[True, False])
        .collect()
    )


if __name__ == "__main__":
    with pl.Config(tbl_rows=30, fmt_str_lengths=40, tbl_width_chars=140):
        print(reasons(Path(sys.argv[1])))
