"""The errors that reportharvest raises on purpose, each with the exit status of the command line.

Odd content is never an error: it becomes an issue and a null. A wrong call of a function is a
``TypeError`` or ``ValueError``. What stands here is everything else that a user can put right.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "ArchiveError",
    "DatabaseError",
    "DescriptionError",
    "ReportHarvestError",
    "UsageError",
    "WorkFailedError",
]


class ReportHarvestError(Exception):
    """Base of all errors that are told to the user as a message and an exit status.

    Args:
        message: what is wrong and where.
        allowed: what would have been allowed there, if that can be listed.
        hint: the state things are in, and what to do next.
    """

    exit_status = 1

    def __init__(self, message: str, *, allowed: Iterable[str] = (), hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = tuple(allowed)
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.message]
        if self.allowed:
            lines.append("  allowed here: " + ", ".join(self.allowed))
        if self.hint:
            lines.append("  " + self.hint)
        return "\n".join(lines)


class UsageError(ReportHarvestError):
    """The call was wrong: an option, an argument or a file that is not what it must be."""

    exit_status = 2


class DescriptionError(UsageError):
    """A site description (TOML) has an unknown name or a value of the wrong kind."""

    @classmethod
    def unknown_name(cls, place: str, name: str, allowed: Iterable[str]) -> DescriptionError:
        """Build the message for a name that is not known at a place, with the nearest one that is.

        >>> print(DescriptionError.unknown_name("a.toml: [fetch]", "delay_secs", ["delay_seconds"]))
        a.toml: [fetch] has no setting "delay_secs"; did you mean "delay_seconds"?
          allowed here: delay_seconds
          nothing was fetched; correct the file and run the command again
        """
        names = sorted(allowed)
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        guess = f'; did you mean "{near[0]}"?' if near else ""
        return cls(
            f'{place} has no setting "{name}"{guess}',
            allowed=names,
            hint="nothing was fetched; correct the file and run the command again",
        )


class ArchiveError(ReportHarvestError):
    """An archive (WARC file or folder of recordings) cannot be read or fails its digests."""


class DatabaseError(ReportHarvestError):
    """The database cannot be opened, is of a later version, or is not one of ours."""


class WorkFailedError(ReportHarvestError):
    """The call was right and the work was tried, but it did not reach what was asked."""
