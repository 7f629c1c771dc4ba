"""Draw the README's picture: a page as it was found beside the record that was made from it.

Usage: python -m scripts.picture FOLDER FILE.png [--browser chromium]

FOLDER holds a recorded response (body.bin, response.json). The left half is the page in a real browser,
the right half what `reportharvest extract` gives for the same bytes; nothing is typed by hand.
"""

from __future__ import annotations

import argparse
import html
import json
import subprocess
import tempfile
from pathlib import Path

import reportharvest as rh

WIDTH, HEIGHT = 1440, 760
STYLE = """
body{margin:0;font:14px/1.6 "Noto Sans CJK SC",sans-serif;background:#eef1f4;color:#1d2730}
main{display:flex;gap:16px;padding:16px;height:%dpx}
section{flex:1;display:flex;flex-direction:column;background:#fff;border-radius:8px;overflow:hidden;
  box-shadow:0 1px 4px #0003}
h2{margin:0;padding:8px 14px;font-size:14px;background:#24435e;color:#fff;font-weight:600}
iframe{border:0;flex:1}
div{padding:6px 14px;overflow:hidden}
h1{font-size:17px;margin:6px 0}
table{border-collapse:collapse;font-size:13px;margin:6px 0}
td{padding:1px 10px 1px 0;vertical-align:top} td:first-child{color:#667}
h3{font-size:14px;margin:8px 0 2px} p{margin:0 0 4px;text-indent:2em}
small{color:#2b7a3f}
"""


def record_html(report: rh.Report) -> str:
    """Show a record: title, metadata, repairs, and the outline with its text."""
    fields = {"report_year": report.report_year} | {
        name: value for name, value in report.to_dict()["metadata"].items() if value is not None
    }
    rows = "".join(f"<tr><td>{name}<td>{html.escape(str(value))}" for name, value in fields.items())
    repairs = ", ".join(f"{one.kind} × {one.count}" for one in report.repairs) or "nothing to repair"
    outline = "".join(
        f"<h3>{html.escape(' '.join(filter(None, (one.number, one.heading))))}</h3>"
        + "".join(f"<p>{html.escape(line)}</p>" for line in one.text.split("\n") if line)
        for top in report.sections
        for one in top.walk()
    )
    return f"<h1>{html.escape(report.title or '')}</h1><table>{rows}</table><small>{repairs}</small>{outline}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the README's picture.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument(
        "--scroll", type=int, default=0, help="pixels of the found page to leave out at its top"
    )
    call = parser.parse_args()
    response = json.loads((call.folder / "response.json").read_text(encoding="utf-8"))
    body = (call.folder / "body.bin").read_bytes()
    report = rh.process(body, url=response["url"], content_type=response["content_type"])
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "found.html")
        found.write_text(rh.decode(body, content_type=response["content_type"]).text, encoding="utf-8")
        page = Path(folder, "page.html")
        page.write_text(
            f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE % (HEIGHT - 32)}</style><main>"
            f"<section><h2>as found — {html.escape(response['url'])}</h2>"
            f'<iframe src="found.html" style="margin-top:-{call.scroll}px"></iframe></section>'
            f"<section><h2>as restored and structured — reportharvest extract</h2>"
            f"<div>{record_html(report)}</div></section></main>",
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


if __name__ == "__main__":
    main()
