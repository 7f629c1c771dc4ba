"""Files that appear whole: written beside their place, then put there in one step.

Whoever opens the place meanwhile gets the old file or the new one. What a killed process leaves behind
is a hidden folder with its number in the name; the next call that writes there takes it away.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["put_in_place", "staging"]

_BEGINNING = ".reportharvest-"


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a new folder inside a folder, to write files in; it is removed with what is left in it.

    Args:
        folder: where the files are to go in the end; it is created.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name, staging(Path(name)) as stage:
    ...     _ = (stage / "a.csv").write_text("a")
    ...     put_in_place(stage / "a.csv", Path(name) / "a.csv")
    ...     sorted(one.name for one in Path(name).glob("*.csv"))
    ['a.csv']
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_BEGINNING}*"):
        if not _runs(left.name.removeprefix(_BEGINNING)):
            shutil.rmtree(left, ignore_errors=True)
    stage = folder / f"{_BEGINNING}{os.getpid()}"
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def put_in_place(file: Path, place: Path) -> None:
    """Move a finished file to its place, after its bytes have reached the disk."""
    with file.open("rb") as written:
        os.fsync(written.fileno())
    file.replace(place)


def _runs(number: str) -> bool:
    """Tell whether a process is alive; what bears no number is nobody's."""
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
