"""Draw the README's picture: a page as it was found, the record that was made from it, and its row in the database.

Usage: python -m scripts.picture FOLDER FILE.png [--db data/reports.db] [--browser chromium] [--scroll PIXELS]

FOLDER holds a recorded response (body.bin, response.json) of a page that the database holds, as it does after
`make harvest`. The left part is the page in a real browser, the right part what `reportharvest extract` gives
for the same bytes, the strip below what the database answers; nothing is typed by hand.
"""

# ruff: noqa: E501 (style rules stand on lines)

from __future__ import annotations

import argparse
import html
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import reportharvest as rh

from .png_palette import shrink

WIDTH, HEIGHT, STRIP = 1440, 900, 226
STYLE = f"""
body{{margin:0;font:14px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;background:#dfe5ea;color:#1d2730}}
main{{display:grid;grid-template:{HEIGHT - STRIP - 48}px {STRIP}px/1fr 1fr;gap:16px;padding:16px}}
section{{display:flex;flex-direction:column;background:#fff;border-radius:8px;overflow:hidden;box-shadow:0 1px 5px #0003}}
section.rows{{grid-column:1/3;background:#16212b;color:#dfe8ee}}
h2{{margin:0;padding:7px 14px;font-size:14px;background:#24435e;color:#fff;font-weight:600;z-index:1}}
iframe{{border:0;flex:none;transform-origin:0 0}}
.record{{padding:8px 16px;overflow:hidden}}
h1{{font-size:19px;margin:4px 0 6px}}
table{{border-collapse:collapse;font-size:13px;margin:4px 0}}
td{{padding:1px 12px 1px 0;vertical-align:top}} .record td:first-child{{color:#667}}
h3{{font-size:14px;margin:8px 0 2px}} p{{margin:0 0 4px;text-indent:2em}}
small{{display:block;margin:4px 0;font-size:13px;font-weight:600;color:#24435e}}
pre{{margin:0;padding:8px 16px 2px;font:13px/1.5 monospace;color:#9fc3dc;white-space:pre-wrap}}
.rows table{{margin:2px 16px}} .rows th{{padding:1px 18px 1px 0;text-align:left;color:#8aa0b0;font-weight:400}}
.rows td{{padding:1px 18px 1px 0;white-space:nowrap}} tr.here td{{color:#ffd479}}
"""
# What the strip asks: the reports of the same site, the page's own among them.
QUERY = """SELECT report_year, title, publisher, index_number, published_at,
  (SELECT group_concat(kind || ' × ' || count, ', ') FROM repairs WHERE report_id = reports.id) AS restored
FROM reports WHERE site = '{site}' AND report_year BETWEEN {first} AND {last} ORDER BY report_year"""


def record_html(report: rh.Report) -> str:
    """Show a record: title, metadata, repairs, and the outline with its text."""
    fields = {"report_year": report.report_year} | {
        name: value for name, value in report.to_dict()["metadata"].items() if value is not None
    }
    rows = "".join(f"<tr><td>{name}<td>{html.escape(str(value))}" for name, value in fields.items())
    repairs = ", ".join(f"{one.kind} × {one.count}" for one in report.repairs) or "nothing to repair"
    outline = "".join(_section_html(one, 0) for one in report.sections)
    return f"<h1>{html.escape(report.title or '')}</h1><table>{rows}</table><small>restored: {repairs}</small>{outline}"


def _section_html(section: rh.Section, depth: int) -> str:
    heading = html.escape(" ".join(filter(None, (section.number, section.heading))))
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in section.text.split("\n") if line)
    inner = "".join(_section_html(one, depth + 1) for one in section.children)
    return f'<div style="margin-left:{bool(depth) * 22}px"><h3>{heading}</h3>{lines}{inner}</div>'


def rows_html(db: Path, url: str) -> str:
    """Ask the database for the page's report and its neighbours, and show question and answer."""
    with sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT site, report_year FROM reports WHERE url = ?", (url,)).fetchone()
        if found is None:
            sys.exit(
                f"{db} does not hold {url}; run `make harvest` first, or name another database with --db"
            )
        site, year = found
        query = QUERY.format(site=site, first=year - 2, last=year + 1)
        answer = connection.execute(query)
        names = [one[0] for one in answer.description]
        rows = answer.fetchall()
    head = "".join(f"<th>{name}" for name in names)
    body = "".join(
        f"<tr{' class=here' if row[0] == year else ''}>"
        + "".join(f"<td>{html.escape('' if value is None else str(value))}" for value in row)
        for row in rows
    )
    return f"<pre>{html.escape(query)}</pre><table><tr>{head}</tr>{body}</table>"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the README's picture.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--db", type=Path, default=Path("data/reports.db"))
    parser.add_argument("--browser", default="chromium")
    parser.add_argument(
        "--scroll", type=int, default=0, help="pixels of the found page to leave out at its top"
    )
    call = parser.parse_args()
    if not call.db.exists():
        sys.exit(f"{call.db} does not exist; run `make harvest` first, or name another database with --db")
    response = json.loads((call.folder / "response.json").read_text(encoding="utf-8"))
    url = response["url"]
    body = (call.folder / "body.bin").read_bytes()
    report = rh.process(body, url=url, content_type=response["content_type"])
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "found.html")
        found.write_text(rh.decode(body, content_type=response["content_type"]).text, encoding="utf-8")
        page = Path(folder, "page.html")
        # The found page is laid out as wide as it was made for, then drawn smaller.
        frame = f"width:1140px;height:{HEIGHT * 2 + call.scroll}px;margin-top:{-call.scroll * 0.61:.0f}px;transform:scale(.61)"
        page.write_text(
            f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style><main>"
            f'<section><h2>as found: {html.escape(url)}</h2><iframe src="found.html" scrolling=no style="{frame}"></iframe></section>'
            f'<section><h2>restored and structured: reportharvest extract</h2><div class="record">{record_html(report)}</div></section>'
            f'<section class="rows"><h2>in {html.escape(call.db.name)}, beside its neighbours</h2>{rows_html(call.db, url)}</section></main>',
            encoding="utf-8",
        )
        subprocess.run(
            [
                call.browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--user-data-dir={folder}/profile",
                f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={call.picture.absolute()}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
    shrink(call.picture)


if __name__ == "__main__":
    main()
