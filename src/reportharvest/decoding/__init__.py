"""Bytes to text: the encoding that a page declares or is in, and its characters in spite of damage."""

from __future__ import annotations

from reportharvest.decoding.decoder import decode

__all__ = ["decode"]
