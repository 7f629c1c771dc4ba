"""One request to a server: conditional where an earlier answer is at hand, and timed for its host's pace."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from reportharvest.archiving.capture import Place
from reportharvest.archiving.warc import is_at_hand, read_capture
from reportharvest.crawling.client import Answer, Clients, Validators
from reportharvest.crawling.frontier import QueuedRequest
from reportharvest.crawling.sites import SiteDescription
from reportharvest.errors import ArchiveError
from reportharvest.running.budget import Budgets
from reportharvest.running.hosts import Hosts
from reportharvest.storing.records import Validators as StoredValidators
from reportharvest.storing.schema import page_id
from reportharvest.storing.writer import Writer

__all__ = ["Asker"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks servers, and tells what their hosts and budgets have to know of it.

    Attributes:
        folder: where the archive is.
        clients: the connections.
        writer: what is known of earlier answers.
        hosts: how each host bears being asked.
        budgets: what may still be asked for.
    """

    folder: Path
    clients: Clients
    writer: Writer
    hosts: Hosts
    budgets: Budgets

    async def ask(
        self, site: SiteDescription, queued: QueuedRequest, url: str, *, conditional: bool
    ) -> Answer:
        """Ask for a request of the queue, with the validators of the last answer if that is wanted."""
        known = self.writer.last_fetch(url, queued.method, queued.body) if conditional else None
        if known is not None and not self._would_304_do(url, known):
            known = None
        validators = Validators() if known is None else Validators(known.etag, known.last_modified)
        answer = await self.timed(site, url, method=queued.method, body=queued.body, conditional=validators)
        if answer.status == 304 and (known is None or not self._stands_for(known)):
            validators = Validators()
            answer = await self.timed(
                site, url, method=queued.method, body=queued.body, conditional=validators
            )
        return answer

    async def timed(
        self, site: SiteDescription, url: str, *, method: str, body: str, conditional: Validators
    ) -> Answer:
        """Ask once, and tell the gate of the host how it bore it."""
        started = time.monotonic()
        answer = await self.clients.fetch(site, url, method=method, body=body, conditional=conditional)
        if not answer.refused:
            broken = answer.error is not None and answer.truncated != "length"
            seconds, status = time.monotonic() - started, None if broken else answer.status
            self.hosts.answered(site, url, seconds, status, answer.error)
            self.budgets.received(site.name, len(answer.body))
        return answer

    def _stands_for(self, known: StoredValidators) -> bool:
        """Tell whether the response that a 304 stands for can still be read."""
        try:
            read_capture(self.folder, Place(known.warc_file, known.warc_offset))
        except ArchiveError as error:
            _log.warning("%s; the page is asked for anew", error)
            with self.writer.db.atomic():
                self.writer.lose_bytes(known.fetch_id, f"its archived record cannot be read: {error}")
            return False
        return True

    def _would_304_do(self, url: str, known: StoredValidators) -> bool:
        """Tell whether a 304 would do: the page was read when it came, and its body is in this archive.

        A page that could not be read is asked for anew: perhaps this version of the program can.
        """
        found = self.writer.db.execute("SELECT 1 FROM pages WHERE id = ?", [page_id(url)]).fetchone()
        return found is not None and is_at_hand(self.folder, known.warc_file, known.warc_offset)
