-- The first version of the database. The comment at the end of a line describes the column, the comment
-- under a CREATE describes the table or view; SQLite keeps both (`.schema` shows them), and
-- docs/data-dictionary.md is generated from what SQLite kept.

CREATE TABLE runs (
  -- One row per harvest or replay.
  id INTEGER PRIMARY KEY, -- counts up
  command TEXT NOT NULL CHECK (command IN ('harvest', 'replay')), -- what was run
  started_at TEXT NOT NULL, -- when it began (ISO 8601, UTC)
  finished_at TEXT, -- when it ended; NULL while it runs, or when it was killed
  outcome TEXT CHECK (outcome IN ('complete', 'incomplete', 'failed')), -- complete: everything asked was done; incomplete: pages failed or a site gave fewer reports than expected; failed: nothing could be done; NULL: not finished
  sites TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(sites)), -- names of the sites it was to visit (JSON array)
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)), -- counters, "stage/what/reason" to number (JSON object)
  issues TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(issues)), -- what was noticed about the run as a whole: name, place, found (JSON array of objects)
  CHECK ((finished_at IS NULL) = (outcome IS NULL))
);

CREATE TABLE fetches (
  -- One row per request, also those that failed or were answered 304; leads to the archived bytes.
  id INTEGER PRIMARY KEY, -- counts up
  run_id INTEGER NOT NULL REFERENCES runs (id), -- the run that asked
  site TEXT NOT NULL, -- name of the site description
  url TEXT NOT NULL, -- canonical URL asked for
  method TEXT NOT NULL DEFAULT 'GET', -- HTTP method
  request_body TEXT NOT NULL DEFAULT '', -- body of the request, '' where it had none
  purpose TEXT NOT NULL CHECK (purpose IN ('robots', 'entry', 'list', 'report', 'attachment', 'sitemap')), -- why it was asked for
  via TEXT, -- URL of the page that led here, NULL for entry pages
  fetched_at TEXT NOT NULL, -- when it was answered or given up (ISO 8601, UTC)
  status INTEGER CHECK (status BETWEEN 100 AND 999), -- HTTP status, NULL when there was no response
  warc_file TEXT, -- file in the archive folder with the record of the response, or of why there was none; NULL when it is lost
  warc_offset INTEGER CHECK (warc_offset >= 0), -- offset in bytes of that record in the file
  sha256 TEXT CHECK (length(sha256) = 64), -- digest of the body exactly as archived (hexadecimal), NULL when there was no response
  size_bytes INTEGER CHECK (size_bytes >= 0), -- size of the body exactly as archived
  content_type TEXT, -- Content-Type header
  etag TEXT, -- ETag header, sent back as If-None-Match
  last_modified TEXT, -- Last-Modified header, sent back as If-Modified-Since
  location TEXT, -- where a redirect leads
  error TEXT, -- why there was no response, or why it was not used
  outcome TEXT NOT NULL, -- what became of it: stored, not-modified (304), redirected, missing (404, 410), refused (not asked), retried, failed, unreadable, blocked (a captcha, a challenge or a login stands before it), rendered (what a browser showed of it follows), read (robots.txt)
  CHECK ((warc_file IS NULL) = (warc_offset IS NULL))
);
CREATE INDEX fetches_url ON fetches (url, id);
CREATE INDEX fetches_site ON fetches (site, fetched_at);
CREATE INDEX fetches_run ON fetches (run_id);
CREATE INDEX fetches_warc ON fetches (warc_file, warc_offset);

CREATE TABLE pages (
  -- One row per page or file that was read, reports and others; a row changes only when what was read from the page changes.
  id INTEGER PRIMARY KEY, -- first 53 bits of the SHA-256 of the canonical URL: the same in every database
  url TEXT NOT NULL UNIQUE, -- canonical URL
  site TEXT NOT NULL, -- name of the site description
  kind TEXT NOT NULL CHECK (kind IN ('report', 'list', 'other')), -- what the page is
  title TEXT, -- its title, where it has one
  first_seen_at TEXT NOT NULL, -- when it was first fetched (ISO 8601, UTC)
  changed_at TEXT NOT NULL, -- when the state that this row describes was first fetched
  fetch_id INTEGER NOT NULL REFERENCES fetches (id), -- the response that this state was read from
  record_sha256 TEXT NOT NULL -- digest of everything that was read from the page (hexadecimal)
);
CREATE INDEX pages_site ON pages (site, kind);
CREATE INDEX pages_fetch ON pages (fetch_id);

CREATE TABLE reports (
  -- One row per report, as it stands now; earlier states are in report_versions.
  id INTEGER PRIMARY KEY REFERENCES pages (id), -- the same as pages.id
  url TEXT NOT NULL UNIQUE, -- canonical URL of the page or file
  site TEXT NOT NULL, -- name of the site description
  title TEXT, -- the report's title
  report_year INTEGER, -- the year that the report covers
  index_number TEXT, -- 索引号: number of the page in the catalogue of open information, as printed
  document_number TEXT, -- 文号 / 发文字号: the issuer's number of the document, as printed
  disclosure_method TEXT, -- 公开方式: how the document was made public, as printed
  publisher TEXT, -- 发布单位 / 发布机构 / 公开责任部门 / 来源: the agency, as printed
  published_at TEXT, -- 公开日期: YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS+08:00 where a time is given
  written_at TEXT, -- 成文日期 / 生成日期: when the document was written, likewise
  topic TEXT, -- 主题分类: subject class, as printed
  keywords TEXT, -- 主题词 / 关键词: keywords, as printed
  validity TEXT, -- 有效性: whether the document is in force, as printed
  breadcrumb TEXT NOT NULL CHECK (json_valid(breadcrumb)), -- the path of columns above the page, outermost first (JSON array)
  text TEXT NOT NULL, -- the whole body as plain text: numbers and headings, paragraphs, then the tables, one row a line, cells separated by tabs
  encoding TEXT, -- WHATWG name of the encoding that the bytes were read with
  encoding_source TEXT, -- how the encoding was chosen: bom, utf-8, header, meta, detected
  encoding_confidence REAL, -- probability in 0..1 that it is the right one
  lost INTEGER NOT NULL CHECK (lost >= 0), -- characters that could not be recovered, marked U+FFFD
  evidence TEXT NOT NULL CHECK (json_valid(evidence)), -- where a value came from, by field (JSON object)
  first_seen_at TEXT NOT NULL, -- when the report was first fetched (ISO 8601, UTC)
  changed_at TEXT NOT NULL, -- when the present state was first fetched
  fetch_id INTEGER NOT NULL REFERENCES fetches (id), -- the response whose bytes the report was made from
  record_sha256 TEXT NOT NULL -- digest of the whole record (hexadecimal): equal records, equal digests
);
CREATE INDEX reports_year ON reports (report_year, site);
CREATE INDEX reports_site ON reports (site, report_year);
CREATE INDEX reports_publisher ON reports (publisher, report_year);
CREATE INDEX reports_published_at ON reports (published_at);
CREATE INDEX reports_index_number ON reports (index_number);
CREATE INDEX reports_fetch ON reports (fetch_id);

CREATE TABLE report_versions (
  -- Earlier states of reports that changed, whole.
  report_id INTEGER NOT NULL REFERENCES reports (id), -- the report
  version INTEGER NOT NULL CHECK (version >= 1), -- 1 is the oldest
  fetch_id INTEGER NOT NULL REFERENCES fetches (id), -- the response that this state was made from
  seen_at TEXT NOT NULL, -- when this state was first fetched (ISO 8601, UTC)
  replaced_at TEXT NOT NULL, -- when the state that replaced it was fetched
  cause TEXT NOT NULL CHECK (cause IN ('page', 'program')), -- page: other bytes came; program: the same bytes were read anew by another version of the program
  record_sha256 TEXT NOT NULL, -- digest of the record (hexadecimal)
  record TEXT NOT NULL CHECK (json_valid(record)), -- the record as `reportharvest extract` prints it (JSON object)
  PRIMARY KEY (report_id, version)
);
CREATE INDEX report_versions_fetch ON report_versions (fetch_id);

CREATE TABLE sections (
  -- The outline of each report, one row per section, in document order.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- place in the document, from 0
  parent INTEGER, -- position of the section that it stands in, NULL at the top
  path TEXT NOT NULL, -- place in the tree: 3.2 is the second part of the third section
  level INTEGER NOT NULL CHECK (level >= 1), -- depth in the tree, from 1
  number TEXT, -- as printed, without brackets and points; NULL for text before the first number
  heading TEXT NOT NULL, -- the heading, '' where there is none
  text TEXT NOT NULL, -- the body of this section alone, paragraphs separated by line feeds
  PRIMARY KEY (report_id, position),
  FOREIGN KEY (report_id, parent) REFERENCES sections (report_id, position) ON DELETE CASCADE
);
CREATE INDEX sections_parent ON sections (report_id, parent);
CREATE INDEX sections_heading ON sections (heading);

CREATE TABLE tables (
  -- Every table of a report as a rectangle: a cell that spans rows or columns stands in each of them.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- place among the report's tables, from 0
  section TEXT, -- number of the section it stands in
  caption TEXT, -- its caption
  header_rows INTEGER NOT NULL, -- how many rows at the top name the columns
  row_count INTEGER NOT NULL, -- number of rows
  column_count INTEGER NOT NULL, -- number of columns
  rows TEXT NOT NULL CHECK (json_valid(rows)), -- the cells (JSON array of rows, each an array of texts)
  PRIMARY KEY (report_id, position)
);

CREATE TABLE statistics (
  -- Cells of the statutory forms, one row per number.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- place among the report's statistics, from 0
  form TEXT NOT NULL, -- key of the form
  row TEXT NOT NULL, -- key of the form's row
  column TEXT NOT NULL, -- key of the form's column
  value NUMERIC, -- the number; NULL where the cell has none, never 0 for a blank
  raw TEXT NOT NULL, -- the cell's text
  evidence TEXT, -- the sentence that a figure in prose was read from; NULL for a table cell
  confidence REAL NOT NULL, -- probability in 0..1 that the value belongs to this row and column
  PRIMARY KEY (report_id, position)
) WITHOUT ROWID;
CREATE INDEX statistics_cell ON statistics (form, row, column, value);

CREATE TABLE checks (
  -- Whether the sums and balances of the statutory forms hold.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- place among the report's checks, from 0
  rule TEXT NOT NULL, -- name of the rule
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)), -- 1: it holds
  detail TEXT NOT NULL, -- the sum written out
  column TEXT, -- the column it was tested in, for rules that work along a column
  row TEXT, -- the row it was tested in, for rules that work along a row
  PRIMARY KEY (report_id, position)
) WITHOUT ROWID;
CREATE INDEX checks_rule ON checks (rule, passed);

CREATE TABLE attachments (
  -- Files that the reports link to.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- place among the report's attachments, from 0
  url TEXT NOT NULL, -- absolute URL, as the page links it
  title TEXT NOT NULL, -- text of the link
  media_type TEXT NOT NULL, -- media type
  page_id INTEGER REFERENCES pages (id), -- the fetched file, NULL until it was fetched
  PRIMARY KEY (report_id, position)
);
CREATE INDEX attachments_url ON attachments (url);
CREATE INDEX attachments_page ON attachments (page_id);

CREATE TABLE repairs (
  -- What was restored in each report, summed by kind, in order of application.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- order of application, from 0
  kind TEXT NOT NULL, -- what was wrong
  count INTEGER NOT NULL CHECK (count >= 1), -- how many stretches were restored
  confidence REAL NOT NULL, -- the lowest confidence among them, in 0..1
  PRIMARY KEY (report_id, position)
);
CREATE INDEX repairs_kind ON repairs (kind);

CREATE TABLE issues (
  -- What was noticed about a page while it was read; runs.issues holds what concerns a whole run.
  page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE, -- the page; for a report the same as reports.id
  position INTEGER NOT NULL, -- order, from 0
  name TEXT NOT NULL, -- name of the issue
  place TEXT NOT NULL, -- where: a field, a table, an offset
  found TEXT NOT NULL, -- the value found there, shortened
  PRIMARY KEY (page_id, position)
);
CREATE INDEX issues_name ON issues (name);

CREATE TABLE queue (
  -- What an unfinished run has still to ask for, and what it has asked for already; empty when no run is under way.
  position INTEGER PRIMARY KEY, -- order in which the requests were found
  run_id INTEGER NOT NULL REFERENCES runs (id), -- the run
  site TEXT NOT NULL, -- name of the site description
  method TEXT NOT NULL DEFAULT 'GET', -- HTTP method
  url TEXT NOT NULL, -- canonical URL
  body TEXT NOT NULL DEFAULT '', -- body of the request, '' where it has none
  purpose TEXT NOT NULL CHECK (purpose IN ('robots', 'entry', 'list', 'report', 'attachment', 'sitemap')), -- why it is asked for
  via TEXT, -- URL of the page that led here
  depth INTEGER NOT NULL DEFAULT 0, -- links followed from an entry page
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done')), -- done: stored, in the same transaction as its rows
  attempts INTEGER NOT NULL DEFAULT 0, -- how often it was tried
  not_before REAL, -- not to be asked before (seconds since 1970-01-01 UTC), NULL: at once
  UNIQUE (run_id, method, url, body)
);
CREATE INDEX queue_pending ON queue (run_id, site, state, position);

CREATE VIRTUAL TABLE reports_fts USING fts5 (
  title,
  publisher,
  text,
  content="reports",
  content_rowid='id',
  tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO reports_fts (reports_fts, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0)');

CREATE VIEW v_report_bytes AS
  -- Where the exact bytes of each report are: file and offset in the archive, digest and size of the body.
  SELECT
    reports.id AS report_id, -- the report
    reports.url, -- canonical URL
    fetches.warc_file, -- file in the archive folder
    fetches.warc_offset, -- offset in bytes of the record in that file
    fetches.sha256, -- digest of the body exactly as archived
    fetches.size_bytes, -- size of that body
    fetches.content_type, -- Content-Type header
    fetches.fetched_at -- when it was fetched
  FROM reports JOIN fetches ON fetches.id = reports.fetch_id;

CREATE VIEW v_statistics AS
  -- The statistics in tidy form: one number a row, with the report it stands in.
  SELECT
    reports.site, -- name of the site description
    reports.publisher, -- publisher as printed
    reports.report_year, -- the year that the report covers
    statistics.form, -- key of the form
    statistics.row, -- key of the form's row
    statistics.column, -- key of the form's column
    statistics.value, -- the number, NULL for a blank cell
    statistics.raw, -- the cell's text
    statistics.confidence, -- probability in 0..1 that the value belongs there
    reports.url, -- canonical URL of the report
    reports.id AS report_id -- the report
  FROM statistics JOIN reports ON reports.id = statistics.report_id;
