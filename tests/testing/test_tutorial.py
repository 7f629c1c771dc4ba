"""The tutorial "add a site in ten minutes", typed as it stands."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial-add-a-site.md"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    # Another port than the printed one, so that two runs of the tests do not meet.
    text = TUTORIAL.read_text(encoding="utf-8").replace("8765", str(free_port()))
    blocks = re.findall(r"```(sh|text)\n(.*?)```", text, re.DOTALL)
    folder = tmp_path / "site-of-mine"
    folder.mkdir()
    places = [str(Path(sys.executable).parent), os.environ["PATH"]]
    # The plugins of whoever runs these tests are not those of whoever reads the tutorial.
    environment = os.environ | {"PATH": os.pathsep.join(places), "PYTEST_ADDOPTS": "-p no:cacheprovider"}
    shown = ""
    try:
        for kind, block in blocks:
            if kind == "sh":
                done = subprocess.run(
                    ["bash", "-eu", "-o", "pipefail", "-c", block],
                    cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
                )  # fmt: skip
                assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
                shown = done.stdout
                if "pytest" in block and "||" in block:
                    assert "as expected" in shown
                    assert "is written; read it beside the page" in shown
            elif "pip install" not in block:
                assert block.strip() in shown, (block, shown)
    finally:
        if (folder / "server.pid").exists():
            server = (folder / "server.pid").read_text().strip()
            subprocess.run(["kill", server], capture_output=True, check=False)
    assert len([kind for kind, _ in blocks if kind == "sh"]) >= 9
    assert (folder / "test_linhe.py").exists()
