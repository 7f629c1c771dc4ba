-- What the first page of the site counts, without reading whole reports: of 100,000 reports in 0.06 s instead of
-- 0.16 s. In the order of the ids, so that report_identities is read in its own order beside it.

CREATE INDEX reports_overview ON reports (id, report_year, publisher, site, lost);
