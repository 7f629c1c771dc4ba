-- Who issued a report and where, its numbers in their parts, where each value was found, and what two years
-- of one agency say of each other.

CREATE TABLE agencies (
  -- One row per agency that issued a report; an agency that was renamed has two.
  id INTEGER PRIMARY KEY, -- first 53 bits of the SHA-256 of the name (and of the site, where it has one): the same in every database
  name TEXT NOT NULL, -- full name with its region
  site TEXT, -- name of the site description, for a name that other sites may have, too; NULL for a name that is unique
  region_code TEXT, -- administrative division (GB/T 2260, six digits)
  province TEXT, -- name of its province, autonomous region or municipality
  city TEXT, -- name of its city; NULL for an agency of a province, and where a county has no city above it
  county TEXT -- name of its county, district or county-level city
);
CREATE INDEX agencies_name ON agencies (name);
CREATE INDEX agencies_region ON agencies (region_code);

CREATE TABLE report_identities (
  -- What identifies a report beside its title: agency, division, and its numbers in their parts.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  agency_id INTEGER REFERENCES agencies (id), -- the agency; NULL where neither the page nor the site description names one
  agency_source TEXT, -- where its name was read: publisher, title, site description; with + where the second one gave the region
  agency_region_code TEXT, -- division of the agency (GB/T 2260), as this report shows it
  region_code TEXT, -- division that the page belongs to (GB/T 2260, six digits)
  region_province TEXT, -- name of its province
  region_city TEXT, -- name of its city
  region_county TEXT, -- name of its county
  region_until INTEGER, -- the last year that lists the code; NULL for a code of today
  region_source TEXT, -- what it was read from: SiteIDCode, publisher, title, site name, credit code, index number, site description
  index_scheme TEXT, -- what the index number is made of; NULL where it follows no known scheme
  index_category TEXT, -- class in the index number, as printed
  index_year INTEGER, -- year in the index number
  index_sequence TEXT, -- number within the year, leading zeros kept
  organisation_code TEXT, -- organisation code in the index number (GB 11714, nine characters)
  organisation_code_valid INTEGER CHECK (organisation_code_valid IN (0, 1)), -- whether its check character is right
  credit_code TEXT, -- unified social credit code in the index number (GB 32100, eighteen characters)
  credit_code_valid INTEGER CHECK (credit_code_valid IN (0, 1)), -- whether its check character is right
  index_region_code TEXT, -- division in the index number
  local_code TEXT, -- organisation code of another catalogue in the index number, as printed
  document_issuer TEXT, -- issuer in the document number
  document_year INTEGER, -- year in the document number
  document_sequence TEXT, -- number within the year, without leading zeros
  document_normalised TEXT, -- document number in the form of the standard, 〔year〕number号
  PRIMARY KEY (report_id)
) WITHOUT ROWID;
CREATE INDEX report_identities_agency ON report_identities (agency_id);
CREATE INDEX report_identities_region ON report_identities (region_code);
CREATE INDEX report_identities_organisation ON report_identities (organisation_code);

CREATE TABLE evidence (
  -- Every value that was found for a field of a report, those that were rejected too.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- order, from 0; the chosen value of a field comes first
  field TEXT NOT NULL, -- field of the record
  value TEXT, -- the value as the record would have it; NULL where the raw text is none
  source TEXT NOT NULL, -- kind of source: metadata block, meta tag, line under the title, JSON-LD, address, title, body ...
  place TEXT NOT NULL, -- the label as printed, or a selector of the element
  raw TEXT NOT NULL, -- the text as it stands on the page, shortened to 200 characters
  offset INTEGER CHECK (offset >= 0), -- where that text begins in the decoded page (characters), or the damaged stretch that it was restored from; NULL where mark-up within the text hides it
  chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)), -- 1: the record has it
  reason TEXT NOT NULL, -- why it was chosen or rejected
  PRIMARY KEY (report_id, position)
) WITHOUT ROWID;
CREATE INDEX evidence_field ON evidence (field, source, chosen);

-- What it held is in the table evidence now.
ALTER TABLE reports DROP COLUMN evidence;

CREATE VIEW cross_year_checks (
  -- Whether what an agency carried forward at the end of a year is what it carried over the year after, by column of the form of requests; from the report published last where a year has several.
  agency_id, -- the agency
  agency, -- its name
  rule, -- name of the rule: requests.carried
  "column", -- column of the form
  year, -- the year that ended
  carried_forward, -- 结转下年度继续办理 in the report of that year (件)
  carried_over, -- 上年结转 in the report of the year after (件)
  passed, -- 1: they are equal
  detail, -- the comparison written out, with the number of reports where a year has several that differ
  report_id, -- the report of the year that ended
  next_report_id -- the report of the year after
) AS
WITH cells AS (
  SELECT
    report_identities.agency_id, reports.report_year, statistics.row, statistics.column, statistics.value,
    reports.id AS report_id,
    row_number() OVER (
      PARTITION BY report_identities.agency_id, reports.report_year, statistics.row, statistics.column
      ORDER BY coalesce(reports.published_at, '') DESC, statistics.confidence DESC, reports.id
    ) AS edition,
    count(*) OVER same_cell AS editions,
    min(statistics.value) OVER same_cell AS least,
    max(statistics.value) OVER same_cell AS most
  FROM statistics
  JOIN reports ON reports.id = statistics.report_id
  JOIN report_identities ON report_identities.report_id = statistics.report_id
  WHERE statistics.form = 'requests' AND statistics.row IN ('carried_forward', 'carried_over')
    AND statistics.value IS NOT NULL AND reports.report_year IS NOT NULL
    AND report_identities.agency_id IS NOT NULL
  WINDOW same_cell AS (
    PARTITION BY report_identities.agency_id, reports.report_year, statistics.row, statistics.column
  )
), pairs AS (
  -- Both sides of a turn of the year in one pass; joining cells with itself would take the square of their number.
  SELECT agency_id, "column", year,
    max(CASE WHEN row = 'carried_forward' THEN value END) AS carried_forward,
    max(CASE WHEN row = 'carried_forward' THEN editions END) AS forward_editions,
    max(CASE WHEN row = 'carried_forward' THEN least END) AS forward_least,
    max(CASE WHEN row = 'carried_forward' THEN most END) AS forward_most,
    max(CASE WHEN row = 'carried_forward' THEN report_id END) AS report_id,
    max(CASE WHEN row = 'carried_over' THEN value END) AS carried_over,
    max(CASE WHEN row = 'carried_over' THEN editions END) AS over_editions,
    max(CASE WHEN row = 'carried_over' THEN least END) AS over_least,
    max(CASE WHEN row = 'carried_over' THEN most END) AS over_most,
    max(CASE WHEN row = 'carried_over' THEN report_id END) AS next_report_id
  FROM (
    SELECT cells.*,
      CASE WHEN row = 'carried_forward' THEN report_year ELSE report_year - 1 END AS year
    FROM cells WHERE edition = 1
  ) AS sides
  GROUP BY agency_id, "column", year
)
SELECT
  pairs.agency_id, agencies.name, 'requests.carried', pairs."column", pairs.year, pairs.carried_forward,
  pairs.carried_over, pairs.carried_forward = pairs.carried_over,
  pairs.year || ': ' || pairs.carried_forward
    || CASE WHEN pairs.carried_forward = pairs.carried_over THEN ' = ' ELSE ' != ' END
    || pairs.carried_over || ' :' || (pairs.year + 1)
    || CASE WHEN pairs.forward_least <> pairs.forward_most THEN '; the ' || pairs.forward_editions
      || ' reports of ' || pairs.year || ' have ' || pairs.forward_least || ' to ' || pairs.forward_most
      ELSE '' END
    || CASE WHEN pairs.over_least <> pairs.over_most THEN '; the ' || pairs.over_editions || ' reports of '
      || (pairs.year + 1) || ' have ' || pairs.over_least || ' to ' || pairs.over_most ELSE '' END,
  pairs.report_id, pairs.next_report_id
FROM pairs
JOIN agencies ON agencies.id = pairs.agency_id
WHERE pairs.carried_forward IS NOT NULL AND pairs.carried_over IS NOT NULL;
