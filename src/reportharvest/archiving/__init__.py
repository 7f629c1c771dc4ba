"""Keeping what was received, exactly: WARC files, folders of recordings, and answers from either."""
