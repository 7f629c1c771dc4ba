"""Where archives lie: files, folders, patterns, and whatever fsspec knows (``s3://``, ``https://``)."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from reportharvest.errors import UsageError

__all__ = ["Source", "find_sources", "open_source"]

_ENDINGS = (".warc", ".warc.gz", ".warc.zst")
_HINT = "name WARC files, folders of them, patterns or URLs; nothing was done"
_MAGIC = "*?["


@dataclass(frozen=True, slots=True)
class Source:
    """One WARC file.

    Attributes:
        name: the absolute path, or the URL; rows lead back to the bytes by it.
        size_bytes: its size, or None where a server does not say it.
    """

    name: str
    size_bytes: int | None


def find_sources(names: Sequence[str]) -> list[Source]:
    """Find the WARC files that paths, folders, patterns and URLs name, each once, by name.

    Raises:
        UsageError: a name leads to nothing, or its kind of address cannot be read here.
    """
    found = [one for name in names for one in (_remote(name) if "://" in name else _local(name))]
    return sorted(set(found), key=lambda one: one.name)


def open_source(name: str) -> BinaryIO:
    """Open a source for reading.

    Raises:
        OSError: it cannot be read.
    """
    if "://" not in name:
        return Path(name).open("rb")
    system, path = _file_system(name)
    if _gives_ranges(system, path):
        return cast("BinaryIO", system.open(path, "rb"))
    # a server that gives whole files only: one block, fetched once to a place where it can be gone back in
    held = TemporaryFile()  # noqa: SIM115 (the caller closes it)
    with system.open(path, "rb", block_size=0) as stream:
        shutil.copyfileobj(stream, held)
    held.seek(0)
    return cast("BinaryIO", held)


def _gives_ranges(system: Any, path: str) -> bool:
    """Tell whether a part of a file can be asked for; only HTTP servers say that they cannot."""
    return bool(system.info(path).get("partial", not path.startswith("http")))


def _local(name: str) -> list[Source]:
    path = Path(name)
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.name.endswith(_ENDINGS))
        wanted = ", ".join(f"*{ending}" for ending in _ENDINGS)
        missing = f"{name}: no WARC file ({wanted}) in this folder"
    elif path.exists():
        files, missing = [path], ""
    else:
        files = [Path(one) for one in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207 (absolute patterns)
        files = [one for one in files if one.is_file()]
        missing = f"{name}: there is no such file or folder"
    if not files:
        raise UsageError(missing, hint=_HINT)
    return [Source(str(one.absolute()), one.stat().st_size) for one in files]


def _remote(name: str) -> list[Source]:
    system, path = _file_system(name)
    scheme = name.partition("://")[0]
    try:
        if scheme not in {"http", "https"} and any(one in path for one in _MAGIC):
            paths = [str(one) for one in system.glob(path)]
        elif scheme not in {"http", "https"} and system.isdir(path):
            paths = [str(one) for one in system.ls(path, detail=False) if str(one).endswith(_ENDINGS)]
        else:
            paths = [path]
        sizes = [system.info(one).get("size") if _gives_ranges(system, one) else None for one in paths]
    except (OSError, ValueError) as error:
        raise UsageError(f"{name}: cannot be read: {error}", hint=_HINT) from error
    if not paths:
        raise UsageError(f"{name}: there is no such file", hint=_HINT)
    return [Source(str(system.unstrip_protocol(one)), size) for one, size in zip(paths, sizes, strict=True)]


def _file_system(name: str) -> tuple[Any, str]:
    """Load what reads a kind of address; belongs to the extra ``scale``."""
    try:
        fsspec = import_module("fsspec")
        system, path = fsspec.core.url_to_fs(name)
    except ImportError as missing:
        raise UsageError(
            f"{name}: reading this needs a package that is not installed: {missing}",
            hint="pip install 'reportharvest[scale]', and s3fs or gcsfs for those stores; nothing was done",
        ) from missing
    except ValueError as error:
        raise UsageError(f"{name}: {error}", hint=_HINT) from error
    return system, str(path)
