-- What finding reports needs to remember: the pages and files that one report consists of, and, while a
-- run is under way, what the queue cannot say by itself.

CREATE TABLE report_parts (
  -- The pages and files that a report was joined from, where it is more than one; the first is the page itself.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  part INTEGER NOT NULL CHECK (part >= 1), -- place in the report, from 1
  kind TEXT NOT NULL, -- page: a further page of the article; file: an attachment that holds the text
  url TEXT NOT NULL, -- canonical URL of the part
  fetch_id INTEGER NOT NULL REFERENCES fetches (id), -- the response that it was read from, or the request that failed
  PRIMARY KEY (report_id, part)
);
CREATE INDEX report_parts_fetch ON report_parts (fetch_id);

CREATE TABLE queue_notes (
  -- What is known of a few requests of the queue beside themselves; empty when no run is under way.
  run_id INTEGER NOT NULL REFERENCES runs (id), -- the run
  method TEXT NOT NULL, -- HTTP method
  url TEXT NOT NULL, -- canonical URL
  body TEXT NOT NULL, -- body of the request, '' where it has none
  part_of TEXT, -- URL of the page whose report it is a part of, NULL where it is none
  part INTEGER NOT NULL DEFAULT 0, -- which part of that report it is, from 2; 0 where it is none
  barren INTEGER NOT NULL DEFAULT 0, -- how many pages of its list before it led to nothing new, in a row
  PRIMARY KEY (run_id, method, url, body)
);

CREATE TABLE list_ends (
  -- Lists that were not followed to their end, with the reason; moved to runs.issues when the run ends.
  run_id INTEGER NOT NULL REFERENCES runs (id), -- the run
  site TEXT NOT NULL, -- name of the site description
  url TEXT NOT NULL, -- the page at which it ended
  reason TEXT NOT NULL, -- calendar, session-mark, pager-without-end, list-api-unreadable, ...
  found TEXT NOT NULL, -- what was seen there
  PRIMARY KEY (run_id, site, reason, url)
);
