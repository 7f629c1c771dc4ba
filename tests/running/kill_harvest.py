"""Harvest the demonstration site and be killed, again and again; run by test_kill.py as a program.

It forks a child for each harvest and kills it after a random while, so that Python starts only once.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from reportharvest.running.harvest import HarvestOptions, harvest


def child(options: HarvestOptions) -> None:
    """Harvest in a process of its own, which ends here."""
    status = 1
    try:
        summary = harvest(options)
        status = 0 if summary.outcome != "interrupted" else 1
    finally:
        os._exit(status)


def main() -> None:
    fixtures, folder, kills, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    options = HarvestOptions(
        fixtures / "sites", folder / "killed.db", folder / "killed", replay_from=fixtures / "pages"
    )
    moments = random.Random(seed)
    killed = 0
    while killed < kills:
        process = os.fork()
        if process == 0:
            child(options)
        # short enough that the harvest is not finished before the last kill
        time.sleep(moments.uniform(0.01, 0.35))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if not os.WIFSIGNALED(status):
            break  # it was finished
        killed += 1
    process = os.fork()
    if process == 0:
        child(options)
    _, status = os.waitpid(process, 0)
    print(killed, status)


if __name__ == "__main__":
    main()
