"""Structuring: metadata, outline, statutory tables and attachments of a decoded and repaired page."""

from __future__ import annotations

from reportharvest.extracting.extractor import extract

__all__ = ["extract"]
