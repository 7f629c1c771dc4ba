"""The command line: one thin module per command, which parses, calls and prints."""

from __future__ import annotations

from reportharvest.cli.entry import main

__all__ = ["main"]
