"""The settings of a run: one table, and the order in which they are read.

Default < file (``reportharvest.toml``) < environment (``REPORTHARVEST_…``) < command line. A name that is
not in the table is refused wherever it stands. What concerns one site (delay, scope, expected counts)
is in that site's description.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from reportharvest.errors import UsageError

__all__ = [
    "ENVIRONMENT_PREFIX",
    "SETTINGS",
    "SETTINGS_FILE",
    "Setting",
    "Settings",
    "default",
    "load_settings",
]

ENVIRONMENT_PREFIX = "REPORTHARVEST_"
SETTINGS_FILE = Path("reportharvest.toml")
"""Read where it stands in the current folder; ``--config`` names another one."""

_URL = re.compile(r"https?://[^\s/]+/?", re.IGNORECASE)
_HINT = "nothing was done; correct it and run the command again"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; ``unit`` is empty where there is none, ``choices`` where any value of the kind will do."""

    name: str
    kind: Literal["path", "text", "url", "integer", "flag", "choice"]
    default: Any
    help: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def variable(self) -> str:
        """Name of the environment variable."""
        return ENVIRONMENT_PREFIX + self.name.upper()

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        if self.kind == "integer":
            return f"a whole number from {self.low} to {self.high}"
        return {
            "path": "a path",
            "text": "a text",
            "url": "http://host:port or https://host:port",
            "flag": "true or false",
            "choice": "one of " + ", ".join(self.choices),
        }[self.kind]


SETTINGS: tuple[Setting, ...] = (
    Setting("sites", "path", Path("data/sites"), "site description (TOML), or a folder of them"),
    Setting("db", "path", Path("data/reports.db"), "the SQLite database"),
    Setting("archive", "path", Path("data/warc"), "folder of the WARC files"),
    Setting(
        "user_agent",
        "text",
        "",
        "User-Agent sent to sites, with a way to reach you; empty: the program's own",
    ),
    Setting(
        "contact",
        "text",
        "",
        "mail address or URL at which sites can reach you, sent in the User-Agent; needed beyond loopback",
    ),
    Setting(
        "browser", "text", "", "Chromium that renders lists of sites with render = true; empty: found in PATH"
    ),
    Setting("ocr", "flag", False, "read scanned PDF files by OCR: seconds a page, needs the extra 'ocr'"),
    Setting(
        "converter",
        "text",
        "auto",
        "office program that turns DOC, WPS and RTF into DOCX; auto: soffice in PATH, empty: none",
    ),
    Setting("proxy", "url", "", "HTTP proxy to fetch through; empty: none"),
    Setting(
        "port",
        "integer",
        8000,
        "port that the site or recordings are served on; 0: any free one",
        low=0,
        high=65_535,
    ),
    Setting(
        "host", "text", "127.0.0.1", "address that the site is served at; 0.0.0.0 lets other machines in"
    ),
    Setting(
        "overdue_days",
        "integer",
        30,
        "without success after which a site is overdue",
        "days",
        low=1,
        high=36_500,
    ),
    Setting(
        "progress_interval_seconds",
        "integer",
        10,
        "between two lines of progress when stderr is no terminal",
        "seconds",
        low=1,
        high=86_400,
    ),
    Setting("search_limit", "integer", 20, "how many reports a search shows", "reports", low=1, high=100_000),
    Setting(
        "log_format",
        "choice",
        "text",
        "how messages and progress are written to stderr",
        choices=("text", "json"),
    ),
    Setting("quiet", "flag", False, "write nothing but errors to stderr"),
)
"""Every setting: its name (also in the file, with the unit in it), kind, default and meaning."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run, all checked; the fields are the names in :data:`SETTINGS`."""

    sites: Path
    db: Path
    archive: Path
    user_agent: str
    contact: str
    browser: str
    ocr: bool
    converter: str
    proxy: str
    port: int
    host: str
    overdue_days: int
    progress_interval_seconds: int
    search_limit: int
    log_format: str
    quiet: bool


def default(name: str) -> Any:
    """Give a setting's default.

    >>> default("overdue_days")
    30
    """
    return _BY_NAME[name].default


def load_settings(
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    command_line: Mapping[str, Any] | None = None,
) -> Settings:
    """Put the settings of a run together.

    Args:
        file: settings file; None: ``reportharvest.toml`` of the current folder, where there is one.
        environment: environment variables; those that do not begin with ``REPORTHARVEST_`` are left alone.
        command_line: values given as options, by name; None means not given.
    Raises:
        UsageError: a file that is missing or no TOML, an unknown name, or a value that is not allowed.

    >>> load_settings(environment={"REPORTHARVEST_PORT": "8080"}, command_line={"quiet": True}).port
    8080
    """
    values = {setting.name: setting.default for setting in SETTINGS}
    values |= _from_file(file)
    for variable, text in sorted((environment or {}).items()):
        if variable.startswith(ENVIRONMENT_PREFIX):
            name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
            setting = _known(name, "the environment", [one.variable for one in SETTINGS], variable)
            values[name] = _value(setting, text, f"the environment: {variable}")
    for name, given in (command_line or {}).items():
        if given is not None:
            setting = _known(name, "the command line", list(_BY_NAME), name)
            values[name] = _value(setting, given, f"--{name.replace('_', '-')}")
    return Settings(**values)


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None and not SETTINGS_FILE.is_file():
        return {}
    place = file or SETTINGS_FILE
    try:
        table = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(
            f"{place}: the settings file cannot be read: {error.strerror}", hint=_HINT
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{place}: byte {error.start} is not UTF-8, and TOML must be", hint="save the file as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{place}: this is not TOML: {error}", hint=_HINT) from error
    values = {}
    for name, given in table.items():
        setting = _known(name, str(place), list(_BY_NAME), name)
        values[name] = _value(setting, given, f"{place}: {name}")
    return values


def _known(name: str, place: str, allowed: list[str], given: str) -> Setting:
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(given, allowed, n=1, cutoff=0.5)
    guess = f'; did you mean "{near[0]}"?' if near else ""
    raise UsageError(f'{place}: there is no setting "{given}"{guess}', allowed=sorted(allowed), hint=_HINT)


def _value(setting: Setting, given: object, place: str) -> Any:
    """Check a value and bring it into its type; texts from the environment are read as what they mean."""
    wrong = UsageError(
        f"{place} is {given!r}", allowed=[setting.allowed], hint=f"{setting.name}: {setting.help}; {_HINT}"
    )
    if setting.kind == "flag":
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
        if isinstance(given, bool):
            return given
        if isinstance(given, str) and given.strip().lower() in words:
            return words[given.strip().lower()]
        raise wrong
    if setting.kind == "integer":
        return _integer(setting, given, wrong)
    if isinstance(given, Path):
        given = str(given)
    if not isinstance(given, str) or "\0" in given or (setting.kind == "path" and not given):
        raise wrong
    if setting.kind == "choice" and given not in setting.choices:
        raise wrong
    if setting.kind == "url" and given and not _URL.fullmatch(given):
        raise wrong
    return Path(given) if setting.kind == "path" else given


def _integer(setting: Setting, given: object, wrong: UsageError) -> int:
    if isinstance(given, str):
        try:
            given = int(given.strip())
        except ValueError:
            raise wrong from None
    if isinstance(given, bool) or not isinstance(given, int):
        raise wrong
    if (setting.low is not None and given < setting.low) or (
        setting.high is not None and given > setting.high
    ):
        raise wrong
    return given
