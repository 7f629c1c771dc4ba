"""Time a harvest that reads pages in its own thread beside one that reads them in two processes.

    python -m benchmarks harvest [--pages 600] [--rounds 1] [--record FILE]

A site of drawn pages is harvested from memory, without sockets and without delay, so that reading is what
takes time. Beside the time of day stands the processor time of all processes, which shows what handing pages
over costs where cores are not free.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archives import drawn
from benchmarks.measuring import arguments, record, table
from benchmarks.usage import Usage, run_measured

from reportharvest.running.harvest import HarvestOptions, harvest

HOST = "http://127.0.0.1:8000"
LINKS = 50
SITE = f"""
name = "drawn"
publisher = "drawn"
entry = ["{HOST}/list/1.html"]
scope = ["127.0.0.1:8000/"]
allow_private = true
[fetch]
delay_seconds = 0
concurrency = 4
"""


class Drawn(httpx.AsyncBaseTransport):
    """Answers with drawn pages, and with lists that lead to them."""

    def __init__(self, pages: int) -> None:
        self._pages = pages
        self._drawn = {f"/art/{number}.html": drawn(number) for number in range(pages)}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.startswith("/list/"):
            return _answer([(b"Content-Type", b"text/html")], self._list(path))
        page = self._drawn.get(path)
        if page is None:
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        return _answer(list(page.headers), page.body)

    def _list(self, path: str) -> bytes:
        number = int(path.removeprefix("/list/").removesuffix(".html"))
        rows = "".join(
            f"<li><a href='/art/{at}.html'>2019年政府信息公开工作年度报告（{at}）</a></li>"
            for at in range((number - 1) * LINKS, min(self._pages, number * LINKS))
        )
        more = f"<a href='/list/{number + 1}.html'>下一页</a>" if number * LINKS < self._pages else ""
        return f"<title>年度报告</title><ul>{rows}</ul><div class='pager'>{more}</div>".encode()


def _answer(headers: list[tuple[bytes, bytes]], body: bytes) -> httpx.Response:
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))


def inside(pages: int, processes: int) -> None:
    """Harvest the drawn site."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "site.toml").write_text(SITE, encoding="utf-8")
        options = HarvestOptions(
            folder / "site.toml",
            folder / "r.db",
            folder / "warc",
            transport=Drawn(pages),
            processes=processes,
        )
        summary = harvest(options)
        assert summary.counts["reports/total"] > 0.9 * pages, summary.counts


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--inside", type=int, help="harvest with so many processes, and end")
    options = parser.parse_args()
    if options.inside is not None:
        inside(options.pages, options.inside)
        return
    best: dict[str, Usage] = {}
    for _ in range(options.rounds):
        for name, processes in (("a thread", 0), ("2 processes", 2)):
            words = [sys.executable, __file__, "--inside", str(processes), "--pages", str(options.pages)]
            usage = run_measured(words)
            if name not in best or usage.seconds < best[name].seconds:
                best[name] = usage
    alone = best["a thread"]
    rows = [
        (name, f"{one.seconds:.1f}", f"{options.pages / one.seconds:.1f}",
         f"{alone.seconds / one.seconds:.2f}", f"{one.processor_seconds:.1f}")
        for name, one in best.items()
    ]  # fmt: skip
    table(("read in", "s", "pages/s", "gain", "processor s"), rows)
    figures = {
        name: {"seconds": round(one.seconds, 1), "processor_seconds": round(one.processor_seconds, 1)}
        for name, one in best.items()
    }
    record(options.record, "harvest", {"pages": options.pages, "read_in": figures})


if __name__ == "__main__":
    main()
