"""From archived responses to records: what a harvest, a replay and the processing of archives have in common."""
