CREATE TABLE mirrors (
  -- Reports that repeat another one: mirrors and reprints, on other sites or under other addresses; linked, never dropped.
  report_id INTEGER PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE, -- the report that repeats
  canonical_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report that it repeats; itself never a mirror
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1), -- share of common runs of characters; estimated for near, 1 for exact
  kind TEXT NOT NULL CHECK (kind IN ('exact', 'near')), -- exact: the same text but for white space and punctuation; near: more or less of it
  CHECK (report_id <> canonical_id)
);
CREATE INDEX mirrors_canonical ON mirrors (canonical_id);

CREATE VIEW v_mirrors AS
  -- Each mirror beside the report that it repeats.
  SELECT
    mirrors.kind, -- exact or near
    mirrors.similarity, -- share of common runs of characters
    mirror.url, -- canonical URL of the mirror
    mirror.title, -- its title
    original.url AS canonical_url, -- canonical URL of the report that it repeats
    original.title AS canonical_title, -- that one's title
    original.report_year, -- the year that both cover
    mirrors.report_id, -- the mirror
    mirrors.canonical_id -- the report that it repeats
  FROM mirrors
  JOIN reports AS mirror ON mirror.id = mirrors.report_id
  JOIN reports AS original ON original.id = mirrors.canonical_id;
