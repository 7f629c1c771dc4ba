-- What harvests that run by themselves for years keep: how hosts bear them, and which reports went away.

CREATE TABLE hosts (
  -- Hosts that are asked more slowly than their description says; the row goes when a host is back to normal.
  host TEXT PRIMARY KEY, -- host, with its port where that is not the scheme's own
  site TEXT NOT NULL, -- name of the site description
  normal_seconds REAL NOT NULL, -- delay between the starts of two requests that description and robots.txt give
  delay_seconds REAL NOT NULL, -- the delay at the moment
  paused_until TEXT, -- no request before (ISO 8601, UTC); NULL: not paused
  reason TEXT NOT NULL, -- what slowed it
  since TEXT NOT NULL, -- when it began to be slower (ISO 8601, UTC)
  updated_at TEXT NOT NULL -- when this was last seen (ISO 8601, UTC)
) WITHOUT ROWID;

CREATE VIEW v_missing_reports AS
  -- Reports whose page is not there any more (404, 410); what was read from it is kept.
  SELECT
    reports.id AS report_id, -- the report
    reports.site, -- name of the site description
    reports.report_year, -- the year that the report covers
    reports.title, -- the report's title
    reports.url, -- canonical URL
    MIN(fetches.fetched_at) AS missing_since -- when it was first found missing (ISO 8601, UTC)
  FROM reports JOIN fetches ON fetches.url = reports.url
  WHERE fetches.outcome = 'missing' AND fetches.id > (
    SELECT MAX(seen.id) FROM fetches AS seen
    WHERE seen.url = reports.url AND seen.outcome IN ('stored', 'not-modified')
  )
  GROUP BY reports.id, reports.site, reports.report_year, reports.title, reports.url;
