"""From archived responses to records: what harvests, replays and the processing of archives share."""
