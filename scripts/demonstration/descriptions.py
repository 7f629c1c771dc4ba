"""The site descriptions of the invented agencies, in the format that a harvest reads."""

from __future__ import annotations

from .agencies import ENTRY_PATHS, SITEMAPS, Agency
from .plan import DOCUMENT_ONLY, reports

__all__ = ["description"]


def description(agency: Agency) -> str:
    """Give the text of an agency's description."""
    path = "/" if agency.key == "yunqiao-finance" else ENTRY_PATHS[agency.key]
    if agency.key == "baisha-zone":
        path = "/gk/nb/"
    entries = [path, *["/sitemap.xml"] * (agency.key in SITEMAPS)]
    named = ", ".join(f'"http://{agency.host}{one}"' for one in entries)
    count = len(reports(agency.key)) + sum(key == agency.key for key, _, _ in DOCUMENT_ONLY)
    return f"""\
# An invented agency of the demonstration site; its host exists in fixtures/pages only.
name = "{agency.key}"
publisher = "{agency.full}"
entry = [{named}]
scope = ["{agency.host}/"]

[fetch]
delay_seconds = 0.02
concurrency = 4
timeout_seconds = 10

[expect]
reports = {{min = {count}, max = {count}}}
"""
