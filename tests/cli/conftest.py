from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.running.conftest import SITE, SmallSite, small_site

from reportharvest.cli import main

__all__ = ["Place", "harvested", "place", "small_site"]


@dataclass
class Place:
    """A folder with a recorded site, in which commands are run."""

    site: SmallSite
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command; give its status, stdout and stderr."""
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert isinstance(caught.value.code, int)
        shown = self.capsys.readouterr()
        return caught.value.code, shown.out, shown.err

    def harvest(self, *arguments: str) -> tuple[int, str, str]:
        words = [
            "harvest",
            "--sites",
            "site.toml",
            "--replay-from",
            "pages",
            "--db",
            "r.db",
            "--archive",
            "warc",
        ]
        return self.run(*words, *arguments)


@pytest.fixture
def place(
    small_site: SmallSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    (small_site.root / "site.toml").write_text(SITE, encoding="utf-8")
    monkeypatch.chdir(small_site.root)
    return Place(small_site, capsys)


@pytest.fixture
def harvested(place: Place) -> Place:
    assert place.harvest("--quiet") == (0, "", "")
    return place
