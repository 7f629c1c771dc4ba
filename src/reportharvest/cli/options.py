"""Options made from the table of settings, so that their names, meanings and defaults stand once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from reportharvest.cli.messages import Messages
from reportharvest.errors import UsageError
from reportharvest.settings import SETTINGS, SETTINGS_FILE, Settings, load_settings

__all__ = ["common_options", "read_settings", "setting_option"]

_HINT = "name a file with --db; nothing was done"
_F = TypeVar("_F", bound=Callable[..., Any])
_METAVARS = {"path": "PATH", "text": "TEXT", "url": "URL", "integer": "N"}


def setting_option(name: str, **changes: Any) -> Callable[[_F], _F]:
    """Make the option of one setting; its value is None where it was not given."""
    [setting] = [one for one in SETTINGS if one.name == name]
    flag = f"--{name.replace('_', '-')}"
    shown = "" if setting.default in {"", False} else f"  [default: {setting.default}]"
    unit = f" ({setting.unit})" if setting.unit else ""
    kinds: dict[str, Any] = {"help": f"{setting.help}{unit}{shown}", "default": None}
    if setting.kind == "flag":
        kinds["is_flag"] = True
    elif setting.kind == "choice":
        kinds["metavar"] = "|".join(setting.choices)
    else:
        kinds["metavar"] = _METAVARS[setting.kind]
    return click.option(flag, name, **(kinds | changes))


def common_options(function: _F) -> _F:
    """Add the options that every command has."""
    config = click.option(
        "--config",
        type=click.Path(path_type=Path),
        help=f"settings file  [default: {SETTINGS_FILE}, where there is one]",
    )
    return setting_option("quiet")(setting_option("log_format")(config(function)))


def read_settings(config: Path | None, given: dict[str, Any]) -> tuple[Settings, Messages]:
    """Put the settings of a call together, and make what tells its user.

    Args:
        config: the value of ``--config``.
        given: the values of setting options, None where one was not given.
    Raises:
        UsageError: a setting is wrong.
    """
    settings = load_settings(file=config, environment=os.environ, command_line=given)
    chosen = click.get_current_context().find_root().obj
    if isinstance(chosen, dict):  # errors are written in the format of the messages
        chosen["log_format"] = settings.log_format
    if "db" in given and settings.db.is_dir():
        raise UsageError(
            f"{settings.db}: this is a folder", allowed=["the path of a database file"], hint=_HINT
        )
    return settings, Messages(quiet=settings.quiet, log_format=settings.log_format)
