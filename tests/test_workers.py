"""Processes that run calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
from reportharvest.workers import ProcessPool

with Path(sys.argv[1]).open("a") as file:
    file.write("begun\\n")
pool = ProcessPool(2)
tickets = {pool.submit(divmod, 7, 2) for _ in range(4)}
done = []
while len(done) < 4:
    done += pool.wait(30.0)
assert {one.ticket for one in done} == tickets
assert {one.result for one in done} == {(3, 1)}
pool.close()
"""


def test_a_script_that_asks_nothing_is_not_begun_anew_in_its_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    mark = tmp_path / "mark"
    subprocess.run([sys.executable, str(script), str(mark)], check=True, timeout=120)
    assert mark.read_text() == "begun\n"
