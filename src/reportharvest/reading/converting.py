"""Old Word and WPS files to DOCX, also in ZIP files, by an office program where one is installed.

The program is another process on another file: it gets a folder and a profile of its own, no network to speak
of, a limit of time, and what it writes is looked at like anything else that came from outside.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from reportharvest.archiving.capture import Capture
from reportharvest.archiving.warc_records import CONVERSIONS
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.errors import UsageError
from reportharvest.pipeline import convert_members, names_old_documents, sniff

__all__ = [
    "CONVERTIBLE",
    "PROGRAMS",
    "UNCONVERTED",
    "Converted",
    "convert",
    "convert_capture",
    "find_converter",
    "is_convertible",
]

UNCONVERTED = "unconverted: "
"""How :attr:`Capture.rendered` begins of a response that could not be converted; the reason follows."""

PROGRAMS = ("soffice", "libreoffice")
"""Names that are looked for in PATH, in this order."""

CONVERTIBLE = {"application/msword": ("doc", "docx"), "application/rtf": ("rtf", "docx")}
"""Media types that a converter is asked for: the ending that the file gets, and the format that is wanted."""

MAX_BYTES = 50 * 2**20
"""Of what a converter may write; the same as the largest file that is read."""

TIMEOUT_SECONDS = 90
"""LibreOffice takes 2 to 6 s for a report and 15 s for its first start; one that hangs takes for ever."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a converter gave: the new file's bytes, or why there are none."""

    body: bytes | None
    error: str | None = None


def find_converter(setting: str = "auto") -> Path | None:
    """Find the office program.

    Args:
        setting: ``auto`` to look for one, a path or a name to use that one, empty for none.
    Returns:
        The program, or None where there is none, or none is wanted.
    Raises:
        UsageError: the program that was named is not there.

    >>> find_converter("") is None
    True
    """
    names = PROGRAMS if setting == "auto" else (setting,) if setting else ()
    found = next((program for name in names if (program := shutil.which(name))), None)
    if setting not in {"", "auto"} and found is None:
        raise UsageError(
            f"converter = {setting!r}: there is no such program",
            allowed=["auto", "path or name of soffice", "empty for none"],
            hint="nothing was done",
        )
    return Path(found) if found else None


def is_convertible(capture: Capture) -> bool:
    """Tell whether a whole response may be a file that a converter is asked for; pages are not inflated."""
    if capture.header("Content-Encoding") and "html" in (capture.header("Content-Type") or ""):
        return False
    content = undo_content_encoding(capture.body, capture.header("Content-Encoding"), MAX_BYTES)
    if content.error is not None:
        return False
    kind = sniff(content.body)
    return kind in CONVERTIBLE or (kind == CONVERSIONS["zip"] and names_old_documents(content.body))


def convert_capture(capture: Capture, converter: Path) -> Capture:
    """Turn a response that is a DOC, WPS or RTF file, or a ZIP file with such, into DOCX or a ZIP with DOCX.

    Args:
        capture: a response of which :func:`is_convertible` says so.
        converter: as for :func:`convert`.
    Returns:
        What is read in place of the response, to be archived behind it; or the response itself with the
        reason why it could not be converted.
    """
    content = undo_content_encoding(capture.body, capture.header("Content-Encoding"), MAX_BYTES)
    errors: list[str] = []

    def docx(body: bytes) -> bytes | None:
        made = convert(body, converter)
        if made.body is not None and sniff(made.body) == CONVERSIONS["docx"]:
            return made.body
        errors.append(made.error or f"{converter.name}: what came out is no DOCX")
        return None

    zipped = sniff(content.body) == CONVERSIONS["zip"]
    body = convert_members(content.body, docx) if zipped else docx(content.body)
    if body is None:
        reason = "; ".join(dict.fromkeys(errors)).encode("ascii", "replace").decode("ascii")
        return replace(capture, rendered=f"{UNCONVERTED}{reason[:300]}") if errors else capture
    kind = "zip" if zipped else "docx"
    headers = ((b"Content-Type", CONVERSIONS[kind].encode("ascii")),)
    return replace(capture, reason="", headers=headers, body=body, rendered=kind, attempts_left=0)


def convert(body: bytes, converter: Path) -> Converted:
    """Turn a DOC, WPS or RTF file into DOCX.

    Args:
        body: the file; its bytes say what it is.
        converter: LibreOffice, or a program that takes the same arguments.
    Returns:
        The DOCX, or what went wrong; never an error for content.
    """
    kind = sniff(body)
    if kind not in CONVERTIBLE:
        return Converted(None, f"nothing to convert: {kind or 'not an office file'}")
    ending, wanted = CONVERTIBLE[kind]
    with tempfile.TemporaryDirectory(prefix="reportharvest-") as folder:
        source = Path(folder, f"report.{ending}")
        source.write_bytes(body)
        error = _run(_arguments(converter, source, wanted), Path(folder))
        target = source.with_suffix(f".{wanted}")
        if error is not None:
            return Converted(None, f"{converter.name}: {error}")
        if not target.is_file() or target.is_symlink():
            return Converted(None, f"{converter.name} wrote no {target.name}")
        if target.stat().st_size > MAX_BYTES:
            return Converted(None, f"{converter.name} wrote more than {MAX_BYTES} bytes")
        return Converted(target.read_bytes())


def _arguments(converter: Path, source: Path, wanted: str) -> list[str]:
    profile = source.parent.joinpath("profile").as_uri()
    return [
        str(converter),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        wanted,
        "--outdir",
        str(source.parent),
        str(source),
    ]


def _run(arguments: list[str], folder: Path) -> str | None:
    """Run the program in a session of its own, so that nothing it started outlives the limit."""
    environment = {
        name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL", "SystemRoot"}
    }
    environment |= {"HOME": str(folder), "TMPDIR": str(folder)}
    try:
        process = subprocess.Popen(  # noqa: S603 (the user's own program, arguments are ours, no shell)
            arguments,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return f"cannot be run: {error}"
    try:
        _, messages = process.communicate(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return f"not done within {TIMEOUT_SECONDS} seconds"
    if process.returncode != 0:
        last = messages.decode("utf-8", "replace").strip().splitlines()[-1:]
        return f"exit status {process.returncode} {' '.join(last)}".strip()
    return None
