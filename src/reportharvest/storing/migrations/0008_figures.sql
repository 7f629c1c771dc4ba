-- Reports before 2019 have no statutory forms: their figures stand in an appendix and in prose.

CREATE TABLE figures (
  -- Figures of reports without statutory forms, one row per number, with what it was read from.
  report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report
  position INTEGER NOT NULL, -- place among the report's figures, from 0
  key TEXT NOT NULL, -- key of the figure: disclosed, received, granted…
  value NUMERIC, -- the number; 0 where a sentence says that there was none; NULL where it cannot be read
  unit TEXT NOT NULL, -- unit: 条, 件, 次, 篇, 个, 人, 人次, 万元
  raw TEXT NOT NULL, -- the number with its unit, or the words that say there was none, as printed
  evidence TEXT NOT NULL, -- the sentence, or the cells of the row
  section TEXT, -- number of the section it stands in
  confidence REAL NOT NULL, -- probability in 0..1 that it is the report's figure for its year; below 0.5: of other years
  PRIMARY KEY (report_id, position)
) WITHOUT ROWID;
CREATE INDEX figures_key ON figures (key, value);

CREATE VIEW v_figures AS
  -- Figures of reports without statutory forms, with the report they stand in; confidence below 0.5: of other years.
  SELECT
    reports.site, -- name of the site description
    reports.publisher, -- publisher as printed
    reports.report_year, -- the year that the report covers
    figures.key, -- key of the figure
    figures.value, -- the number
    figures.unit, -- unit of the number
    figures.raw, -- the number with its unit, as printed
    figures.evidence, -- the sentence or the row
    figures.confidence, -- probability in 0..1 that it is the report's figure for its year
    reports.url, -- canonical URL of the report
    reports.id AS report_id -- the report
  FROM figures JOIN reports ON reports.id = figures.report_id;
