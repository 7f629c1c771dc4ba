-- Views with plain names, so that the questions asked most need no joins. They keep to what SQLite since
-- 3.30 and DuckDB both understand: a view that an older library cannot read would lock it out of the file.
-- v_reports says once what region and agency of a report are; every other view takes them from there.

CREATE VIEW v_form_labels (
  -- What the keys of the statutory forms mean, in Chinese as printed and in English.
  form, -- key of the form
  part, -- what the key names: form, row, column, category (of results) or rule (of a check)
  key, -- the key, as in the tables statistics and checks
  position, -- place in the form, from 1
  label_zh, -- the label as printed, without its leading number; of 2021 where the labels differ
  label_en, -- the label in English
  category, -- for rows of the form of requests: the kind of result that the row belongs to, NULL for sums
  unit -- for columns: what is counted (件 cases or documents, 项 items, 万元 ten thousand yuan); NULL where the form does not say
) AS VALUES
  ('active_disclosure', 'form', 'active_disclosure', 1, '主动公开政府信息情况', 'information disclosed of own accord', NULL, NULL),
  ('requests', 'form', 'requests', 2, '收到和处理政府信息公开申请情况', 'requests received and processed', NULL, NULL),
  ('review_litigation', 'form', 'review_litigation', 3, '政府信息公开行政复议、行政诉讼情况', 'administrative reviews and litigation', NULL, NULL),
  ('requests', 'category', 'granted', 1, '予以公开', 'granted', NULL, NULL),
  ('requests', 'category', 'partially_granted', 2, '部分公开', 'granted in part', NULL, NULL),
  ('requests', 'category', 'denied', 3, '不予公开', 'denied', NULL, NULL),
  ('requests', 'category', 'unavailable', 4, '无法提供', 'could not be provided', NULL, NULL),
  ('requests', 'category', 'refused', 5, '不予处理', 'not processed', NULL, NULL),
  ('requests', 'category', 'other', 6, '其他处理', 'other processing', NULL, NULL),
  ('requests', 'rule', 'requests.balance', 1, '新收与上年结转之和等于办理结果总计与结转下年度之和', 'received and carried over equal processed and carried forward', NULL, NULL),
  ('requests', 'rule', 'requests.processed_total', 2, '各项办理结果之和等于总计', 'the results add up to their total', NULL, NULL),
  ('requests', 'rule', 'requests.applicant_total', 3, '各类申请人之和等于总计', 'the kinds of applicant add up to the total', NULL, NULL),
  ('review_litigation', 'rule', 'review_litigation.total', 4, '各类结果之和等于总计', 'the results add up to their total', NULL, NULL),
  ('active_disclosure', 'row', 'regulations', 1, '规章', 'regulations', NULL, NULL),
  ('active_disclosure', 'row', 'normative_documents', 2, '行政规范性文件', 'normative documents', NULL, NULL),
  ('active_disclosure', 'row', 'administrative_licensing', 3, '行政许可', 'administrative licences', NULL, NULL),
  ('active_disclosure', 'row', 'other_services', 4, '其他对外管理服务事项', 'other services to the public', NULL, NULL),
  ('active_disclosure', 'row', 'administrative_penalty', 5, '行政处罚', 'administrative penalties', NULL, NULL),
  ('active_disclosure', 'row', 'administrative_compulsion', 6, '行政强制', 'administrative compulsion', NULL, NULL),
  ('active_disclosure', 'row', 'administrative_fees', 7, '行政事业性收费', 'administrative fees', NULL, NULL),
  ('active_disclosure', 'row', 'government_procurement', 8, '政府集中采购', 'centralised government procurement', NULL, NULL),
  ('active_disclosure', 'column', 'issued', 1, '本年制发件数', 'issued in the year', NULL, '件'),
  ('active_disclosure', 'column', 'repealed', 2, '本年废止件数', 'repealed in the year', NULL, '件'),
  ('active_disclosure', 'column', 'in_force', 3, '现行有效件数', 'in force', NULL, '件'),
  ('active_disclosure', 'column', 'newly_made', 4, '本年新制作数量', 'newly made in the year', NULL, '件'),
  ('active_disclosure', 'column', 'newly_published', 5, '本年新公开数量', 'newly published in the year', NULL, '件'),
  ('active_disclosure', 'column', 'total_published', 6, '对外公开总数量', 'published in all', NULL, '件'),
  ('active_disclosure', 'column', 'items_last_year', 7, '上一年项目数量', 'items in the year before', NULL, '项'),
  ('active_disclosure', 'column', 'items_change', 8, '本年增/减', 'change in the year', NULL, '项'),
  ('active_disclosure', 'column', 'decisions', 9, '本年处理决定数量', 'decisions in the year', NULL, '件'),
  ('active_disclosure', 'column', 'fee_amount', 10, '本年收费金额', 'fees collected in the year', NULL, '万元'),
  ('active_disclosure', 'column', 'procurement_items', 11, '采购项目数量', 'procurement items', NULL, '项'),
  ('active_disclosure', 'column', 'procurement_amount', 12, '采购总金额', 'procurement amount', NULL, NULL),
  ('requests', 'row', 'received', 1, '本年新收政府信息公开申请数量', 'requests received in the year', NULL, NULL),
  ('requests', 'row', 'carried_over', 2, '上年结转政府信息公开申请数量', 'carried over from the year before', NULL, NULL),
  ('requests', 'row', 'granted', 3, '予以公开', 'granted', 'granted', NULL),
  ('requests', 'row', 'partially_granted', 4, '部分公开', 'granted in part', 'partially_granted', NULL),
  ('requests', 'row', 'denied_state_secret', 5, '属于国家秘密', 'state secrets', 'denied', NULL),
  ('requests', 'row', 'denied_other_law', 6, '其他法律行政法规禁止公开', 'forbidden by other laws and regulations', 'denied', NULL),
  ('requests', 'row', 'denied_three_securities', 7, '危及“三安全一稳定”', 'endangers security or stability', 'denied', NULL),
  ('requests', 'row', 'denied_third_party', 8, '保护第三方合法权益', 'rights of third parties', 'denied', NULL),
  ('requests', 'row', 'denied_internal_affairs', 9, '属于三类内部事务信息', 'internal affairs', 'denied', NULL),
  ('requests', 'row', 'denied_process_information', 10, '属于四类过程性信息', 'process information', 'denied', NULL),
  ('requests', 'row', 'denied_enforcement_files', 11, '属于行政执法案卷', 'law enforcement files', 'denied', NULL),
  ('requests', 'row', 'denied_administrative_query', 12, '属于行政查询事项', 'administrative queries under other rules', 'denied', NULL),
  ('requests', 'row', 'unavailable_not_held', 13, '本机关不掌握相关政府信息', 'information not held', 'unavailable', NULL),
  ('requests', 'row', 'unavailable_needs_creation', 14, '没有现成信息需要另行制作', 'would have to be made', 'unavailable', NULL),
  ('requests', 'row', 'unavailable_unclear', 15, '补正后申请内容仍不明确', 'still unclear after correction', 'unavailable', NULL),
  ('requests', 'row', 'refused_petition', 16, '信访举报投诉类申请', 'petitions, complaints and reports', 'refused', NULL),
  ('requests', 'row', 'refused_repeated', 17, '重复申请', 'repeated requests', 'refused', NULL),
  ('requests', 'row', 'refused_publication', 18, '要求提供公开出版物', 'asks for published works', 'refused', NULL),
  ('requests', 'row', 'refused_excessive', 19, '无正当理由大量反复申请', 'excessive requests without good reason', 'refused', NULL),
  ('requests', 'row', 'refused_reconfirmation', 20, '要求行政机关确认或重新出具已获取信息', 'asks to confirm or reissue information', 'refused', NULL),
  ('requests', 'row', 'other_processing', 21, '其他处理', 'other processing', 'other', NULL),
  ('requests', 'row', 'other_correction_overdue', 22, '申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请', 'correction overdue', 'other', NULL),
  ('requests', 'row', 'other_fee_overdue', 23, '申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请', 'fee overdue', 'other', NULL),
  ('requests', 'row', 'other_misc', 24, '其他', 'other', 'other', NULL),
  ('requests', 'row', 'total_processed', 25, '总计', 'results in all', NULL, NULL),
  ('requests', 'row', 'carried_forward', 26, '结转下年度继续办理', 'carried forward to the next year', NULL, NULL),
  ('requests', 'column', 'natural_person', 1, '自然人', 'natural persons', NULL, '件'),
  ('requests', 'column', 'commercial_enterprise', 2, '商业企业', 'commercial enterprises', NULL, '件'),
  ('requests', 'column', 'research_institution', 3, '科研机构', 'research institutions', NULL, '件'),
  ('requests', 'column', 'public_welfare_organisation', 4, '社会公益组织', 'public welfare organisations', NULL, '件'),
  ('requests', 'column', 'legal_service_institution', 5, '法律服务机构', 'legal service institutions', NULL, '件'),
  ('requests', 'column', 'other_organisation', 6, '其他', 'other organisations', NULL, '件'),
  ('requests', 'column', 'total', 7, '总计', 'total', NULL, '件'),
  ('review_litigation', 'row', 'administrative_review', 1, '行政复议', 'administrative review', NULL, NULL),
  ('review_litigation', 'row', 'litigation_direct', 2, '未经复议直接起诉', 'litigation without prior review', NULL, NULL),
  ('review_litigation', 'row', 'litigation_after_review', 3, '复议后起诉', 'litigation after review', NULL, NULL),
  ('review_litigation', 'column', 'upheld', 1, '结果维持', 'upheld', NULL, '件'),
  ('review_litigation', 'column', 'corrected', 2, '结果纠正', 'corrected', NULL, '件'),
  ('review_litigation', 'column', 'other_result', 3, '其他结果', 'other result', NULL, '件'),
  ('review_litigation', 'column', 'pending', 4, '尚未审结', 'pending', NULL, '件'),
  ('review_litigation', 'column', 'total', 5, '总计', 'total', NULL, '件');

CREATE VIEW v_reports (
  -- One row per report with the region and agency that the other views group by.
  report_id, -- the report: the same number in every database
  region_code, -- administrative division of the agency, or else of the page (GB/T 2260, six digits); NULL where it is not known
  region, -- its name: province, city and county, as far as known
  agency_id, -- the agency in the table agencies; NULL where it is not known
  agency, -- the agency's full name; where it is not known the publisher as printed, or else the site's name
  report_year, -- the year that the report covers
  title, -- the report's title
  publisher, -- publisher as printed
  published_at, -- when it was published: YYYY-MM-DD, or with time and +08:00
  published_on, -- the day of published_at (YYYY-MM-DD, China Standard Time)
  site, -- name of the site description
  url, -- canonical URL of the page or file
  first_seen_at, -- when the report was first fetched (ISO 8601, UTC)
  changed_at, -- when its present state was first fetched (ISO 8601, UTC)
  lost -- characters that could not be recovered
) AS SELECT
  reports.id,
  coalesce(agencies.region_code, identities.region_code),
  CASE
    WHEN agencies.region_code IS NOT NULL
      THEN coalesce(agencies.province, '') || coalesce(agencies.city, '') || coalesce(agencies.county, '')
    WHEN identities.region_code IS NOT NULL
      THEN coalesce(identities.region_province, '') || coalesce(identities.region_city, '')
        || coalesce(identities.region_county, '')
  END,
  identities.agency_id,
  coalesce(agencies.name, reports.publisher, reports.site),
  reports.report_year, reports.title, reports.publisher, reports.published_at,
  substr(reports.published_at, 1, 10), reports.site, reports.url, reports.first_seen_at, reports.changed_at,
  reports.lost
FROM reports
LEFT JOIN report_identities AS identities ON identities.report_id = reports.id
LEFT JOIN agencies ON agencies.id = identities.agency_id;

CREATE VIEW v_reports_latest (
  -- One report per agency and year: the one published last. Reports without a year are in v_reports_without_year.
  report_id, -- the report
  region_code, -- administrative division of the agency (GB/T 2260, six digits)
  region, -- its name
  agency_id, -- the agency in the table agencies; NULL where it is not known
  agency, -- the agency
  report_year, -- the year that the report covers
  title, -- the report's title
  published_at, -- when it was published: YYYY-MM-DD, or with time and +08:00
  published_on, -- the day of published_at (YYYY-MM-DD, China Standard Time)
  editions, -- how many reports of this agency and year there are, this one included
  site, -- name of the site description
  url, -- canonical URL of the page or file
  changed_at -- when its present state was first fetched (ISO 8601, UTC)
) AS SELECT
  ranked.report_id, ranked.region_code, ranked.region, ranked.agency_id, ranked.agency, ranked.report_year,
  ranked.title, ranked.published_at, ranked.published_on, ranked.editions, ranked.site, ranked.url,
  ranked.changed_at
FROM (
  SELECT v_reports.*,
    count(*) OVER (PARTITION BY agency_id, agency, report_year) AS editions,
    row_number() OVER (
      PARTITION BY agency_id, agency, report_year
      ORDER BY published_at DESC NULLS LAST, changed_at DESC, report_id DESC
    ) AS place
  FROM v_reports WHERE report_year IS NOT NULL
) AS ranked
WHERE ranked.place = 1;

CREATE VIEW v_reports_without_year (
  -- Reports that do not say which year they cover.
  report_id, -- the report
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  title, -- the report's title
  published_at, -- when it was published: YYYY-MM-DD, or with time and +08:00
  published_on, -- the day of published_at (YYYY-MM-DD, China Standard Time)
  site, -- name of the site description
  url -- canonical URL of the page or file
) AS SELECT report_id, region, agency, title, published_at, published_on, site, url
FROM v_reports WHERE report_year IS NULL;

DROP VIEW v_statistics;

CREATE VIEW v_statistics (
  -- The statistics in tidy form: one number a row, with the report it stands in and whether its sums hold.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  form, -- key of the form
  row, -- key of the form's row
  "column", -- key of the form's column
  value, -- the number in the unit that v_form_labels gives for the column, NULL for a blank cell
  raw, -- the cell's text
  check_state, -- passed: every sum that the cell is part of holds; failed: one of them does not; untested: it is part of none
  confidence, -- probability in 0..1 that the value belongs there
  url, -- canonical URL of the report
  report_id, -- the report
  position, -- place among the report's statistics, from 0
  site, -- name of the site description
  publisher -- publisher as printed
) AS SELECT
  v_reports.region, v_reports.agency, v_reports.report_year, statistics.form, statistics.row,
  statistics.column, statistics.value, statistics.raw,
  coalesce((
    SELECT CASE min(checks.passed) WHEN 0 THEN 'failed' WHEN 1 THEN 'passed' END
    FROM checks
    WHERE checks.report_id = statistics.report_id
      AND (
        checks.row = statistics.row
        OR (
          checks.column = statistics.column
          AND CASE checks.rule
            WHEN 'requests.balance'
              THEN statistics.row IN ('received', 'carried_over', 'total_processed', 'carried_forward')
            WHEN 'requests.processed_total'
              THEN statistics.row NOT IN ('received', 'carried_over', 'carried_forward')
            ELSE TRUE END
        )
      )
      -- last, because comparing texts costs most
      AND substr(checks.rule, 1, length(statistics.form) + 1) = statistics.form || '.'
  ), 'untested'),
  statistics.confidence, v_reports.url, statistics.report_id, statistics.position, v_reports.site,
  v_reports.publisher
FROM statistics JOIN v_reports ON v_reports.report_id = statistics.report_id;

CREATE VIEW v_requests_by_year (
  -- Requests per agency and year, from the form of requests of the latest report, column total. Unit: requests (件).
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  received, -- received in the year
  carried_over, -- carried over from the year before
  granted, -- granted
  partially_granted, -- granted in part
  denied, -- denied, all reasons
  unavailable, -- information that could not be provided, all reasons
  refused, -- not processed, all reasons
  other, -- processed otherwise
  total_processed, -- all results, as printed
  carried_forward, -- carried forward to the next year
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  latest.region, latest.agency, latest.report_year,
  max(CASE WHEN cells.row = 'received' THEN cells.value END),
  max(CASE WHEN cells.row = 'carried_over' THEN cells.value END),
  max(CASE WHEN cells.row = 'granted' THEN cells.value END),
  max(CASE WHEN cells.row = 'partially_granted' THEN cells.value END),
  sum(CASE WHEN substr(cells.row, 1, 7) = 'denied_' THEN cells.value END),
  sum(CASE WHEN substr(cells.row, 1, 12) = 'unavailable_' THEN cells.value END),
  sum(CASE WHEN substr(cells.row, 1, 8) = 'refused_' THEN cells.value END),
  sum(CASE WHEN substr(cells.row, 1, 6) = 'other_' THEN cells.value END),
  max(CASE WHEN cells.row = 'total_processed' THEN cells.value END),
  max(CASE WHEN cells.row = 'carried_forward' THEN cells.value END),
  latest.report_id, latest.url
FROM v_reports_latest AS latest
JOIN statistics AS cells ON cells.report_id = latest.report_id
WHERE cells.form = 'requests' AND cells.column = 'total'
GROUP BY latest.region, latest.agency, latest.report_year, latest.report_id, latest.url;

CREATE VIEW v_requests_by_applicant (
  -- Requests received per agency, year and kind of applicant, from the latest report. Unit: requests (件).
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  applicant, -- key of the kind of applicant
  applicant_zh, -- the kind of applicant, in Chinese
  applicant_en, -- the kind of applicant, in English
  received, -- requests received in the year
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  latest.region, latest.agency, latest.report_year, cells.column, labels.label_zh, labels.label_en,
  cells.value, latest.report_id, latest.url
FROM v_reports_latest AS latest
JOIN statistics AS cells ON cells.report_id = latest.report_id
JOIN v_form_labels AS labels
  ON labels.form = cells.form AND labels.part = 'column' AND labels.key = cells.column
WHERE cells.form = 'requests' AND cells.row = 'received' AND cells.column <> 'total';

CREATE VIEW v_results_by_kind (
  -- How requests were answered, per agency, year and kind of result, from the latest report.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  kind, -- key of the kind: granted, partially_granted, denied, unavailable, refused, other
  kind_zh, -- the kind, in Chinese
  kind_en, -- the kind, in English
  requests, -- requests answered so (件)
  share, -- share of the sum of all kinds, 0..1; NULL where that sum is 0
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  counted.region, counted.agency, counted.report_year, counted.category, labels.label_zh, labels.label_en,
  counted.requests,
  round(1.0 * counted.requests / nullif(sum(counted.requests) OVER (PARTITION BY counted.report_id), 0), 4),
  counted.report_id, counted.url
FROM (
  SELECT latest.region, latest.agency, latest.report_year, latest.report_id, latest.url,
    labels.category, sum(cells.value) AS requests
  FROM v_reports_latest AS latest
  JOIN statistics AS cells ON cells.report_id = latest.report_id
  JOIN v_form_labels AS labels
    ON labels.form = cells.form AND labels.part = 'row' AND labels.key = cells.row
  WHERE cells.form = 'requests' AND cells.column = 'total' AND labels.category IS NOT NULL
  GROUP BY latest.region, latest.agency, latest.report_year, latest.report_id, latest.url, labels.category
) AS counted
JOIN v_form_labels AS labels
  ON labels.form = 'requests' AND labels.part = 'category' AND labels.key = counted.category;

CREATE VIEW v_refusals_by_reason (
  -- Requests that were denied, could not be met or were not processed, per agency, year and reason, from the latest report.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  kind, -- key of the kind: denied, unavailable, refused
  reason, -- key of the reason
  reason_zh, -- the reason, in Chinese as printed
  reason_en, -- the reason, in English
  requests, -- requests answered so (件); NULL for a blank cell
  share, -- share of the sum of all results of the year, granted ones included, 0..1; NULL where that sum is 0
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  shared.region, shared.agency, shared.report_year, shared.category, shared.row, shared.label_zh,
  shared.label_en, shared.value, round(1.0 * shared.value / nullif(shared.answered, 0), 4),
  shared.report_id, shared.url
FROM (
  SELECT latest.region, latest.agency, latest.report_year, latest.report_id, latest.url, labels.category,
    cells.row, labels.label_zh, labels.label_en, cells.value,
    sum(cells.value) OVER (PARTITION BY latest.report_id) AS answered
  FROM v_reports_latest AS latest
  JOIN statistics AS cells ON cells.report_id = latest.report_id
  JOIN v_form_labels AS labels
    ON labels.form = cells.form AND labels.part = 'row' AND labels.key = cells.row
  WHERE cells.form = 'requests' AND cells.column = 'total' AND labels.category IS NOT NULL
) AS shared
WHERE shared.category IN ('denied', 'unavailable', 'refused');

CREATE VIEW v_reviews_and_litigation (
  -- Administrative reviews and lawsuits over disclosure, per agency and year, from the latest report. Unit: cases (件).
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  kind, -- key: administrative_review, litigation_direct, litigation_after_review
  kind_zh, -- the kind, in Chinese
  kind_en, -- the kind, in English
  upheld, -- decided for the agency
  corrected, -- decided against the agency
  other_result, -- ended otherwise
  pending, -- not yet decided
  total, -- all cases, as printed
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  latest.region, latest.agency, latest.report_year, cells.row, labels.label_zh, labels.label_en,
  max(CASE WHEN cells.column = 'upheld' THEN cells.value END),
  max(CASE WHEN cells.column = 'corrected' THEN cells.value END),
  max(CASE WHEN cells.column = 'other_result' THEN cells.value END),
  max(CASE WHEN cells.column = 'pending' THEN cells.value END),
  max(CASE WHEN cells.column = 'total' THEN cells.value END),
  latest.report_id, latest.url
FROM v_reports_latest AS latest
JOIN statistics AS cells ON cells.report_id = latest.report_id
JOIN v_form_labels AS labels ON labels.form = cells.form AND labels.part = 'row' AND labels.key = cells.row
WHERE cells.form = 'review_litigation'
GROUP BY latest.region, latest.agency, latest.report_year, cells.row, labels.label_zh, labels.label_en,
  latest.report_id, latest.url;

CREATE VIEW v_disclosures (
  -- What agencies disclosed of their own accord, per agency, year, item and measure, from the latest report. The forms of 2019 and 2021 count different things.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  item, -- key of the row: regulations, administrative_licensing, …
  item_zh, -- the row, in Chinese
  item_en, -- the row, in English
  measure, -- key of the column: issued, decisions, fee_amount, …
  measure_zh, -- the column, in Chinese
  measure_en, -- the column, in English
  value, -- the number; NULL for a blank cell
  unit, -- what it counts; NULL where the form does not say
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  latest.region, latest.agency, latest.report_year, cells.row, items.label_zh, items.label_en, cells.column,
  measures.label_zh, measures.label_en, cells.value, measures.unit, latest.report_id, latest.url
FROM v_reports_latest AS latest
JOIN statistics AS cells ON cells.report_id = latest.report_id
JOIN v_form_labels AS items ON items.form = cells.form AND items.part = 'row' AND items.key = cells.row
JOIN v_form_labels AS measures
  ON measures.form = cells.form AND measures.part = 'column' AND measures.key = cells.column
WHERE cells.form = 'active_disclosure';

CREATE VIEW v_coverage (
  -- Every agency in every year from the first to the last of the database, also where there is no report.
  region_code, -- administrative division of the agency (GB/T 2260, six digits)
  region, -- its name
  agency_id, -- the agency in the table agencies; NULL where it is not known
  agency, -- the agency
  report_year, -- the year
  state, -- present; missing: no report, though there is an earlier one of this agency; earlier: before the first report of this agency
  editions, -- how many reports of this agency and year there are
  report_id, -- the latest of them, NULL where there is none
  url -- its canonical URL
) AS
WITH RECURSIVE years (report_year) AS (
  SELECT min(report_year) FROM reports
  UNION ALL
  SELECT report_year + 1 FROM years WHERE report_year < (SELECT max(report_year) FROM reports)
), latest AS (
  SELECT region_code, region, agency_id, agency, report_year, editions, report_id, url FROM v_reports_latest
), agencies_here AS (
  SELECT max(region_code) AS region_code, max(region) AS region, agency_id, agency,
    min(report_year) AS first_year
  FROM latest GROUP BY agency_id, agency
)
SELECT agencies_here.region_code, agencies_here.region, agencies_here.agency_id, agencies_here.agency,
  years.report_year,
  CASE
    WHEN latest.report_id IS NOT NULL THEN 'present'
    WHEN years.report_year > agencies_here.first_year THEN 'missing'
    ELSE 'earlier'
  END,
  coalesce(latest.editions, 0), latest.report_id, latest.url
FROM agencies_here CROSS JOIN years
LEFT JOIN latest ON latest.agency = agencies_here.agency AND latest.report_year = years.report_year
  AND coalesce(latest.agency_id, 0) = coalesce(agencies_here.agency_id, 0);

CREATE VIEW v_failed_checks (
  -- Sums and balances of the statutory forms that do not hold, one row each.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  rule, -- name of the rule
  rule_zh, -- what the rule says, in Chinese
  rule_en, -- what the rule says, in English
  line, -- key of the row or column that it was tested in
  line_zh, -- that row or column, in Chinese
  line_en, -- that row or column, in English
  detail, -- the sum written out
  report_id, -- the report
  position, -- place among the report's checks, from 0
  url -- canonical URL of the report
) AS SELECT
  v_reports.region, v_reports.agency, v_reports.report_year, checks.rule, rules.label_zh, rules.label_en,
  coalesce(checks.row, checks.column), labels.label_zh, labels.label_en, checks.detail,
  v_reports.report_id, checks.position, v_reports.url
FROM checks
JOIN v_reports ON v_reports.report_id = checks.report_id
LEFT JOIN v_form_labels AS rules ON rules.part = 'rule' AND rules.key = checks.rule
LEFT JOIN v_form_labels AS labels
  ON labels.form = rules.form AND labels.key = coalesce(checks.row, checks.column)
  AND labels.part = CASE WHEN checks.row IS NOT NULL THEN 'row' ELSE 'column' END
WHERE checks.passed = 0;

CREATE VIEW v_cross_year_breaks (
  -- Requests that one report carries forward, but that the agency's next report does not carry over. Unit: requests (件).
  region, -- administrative division of the agency
  agency, -- the agency
  report_year, -- the later of the two years
  line, -- key of the column of the form
  line_zh, -- that column, in Chinese
  line_en, -- that column, in English
  carried_forward, -- carried forward by the report of the year before
  carried_over, -- carried over by the report of this year
  difference, -- carried_over less carried_forward
  detail, -- the comparison written out
  report_id, -- the report of this year
  url, -- its canonical URL
  report_id_before, -- the report of the year before
  url_before -- its canonical URL
) AS SELECT
  this.region, this.agency, this.report_year, pairs."column", labels.label_zh, labels.label_en,
  pairs.carried_forward, pairs.carried_over, pairs.carried_over - pairs.carried_forward, pairs.detail,
  this.report_id, this.url, earlier.report_id, earlier.url
FROM cross_year_checks AS pairs
JOIN v_reports AS this ON this.report_id = pairs.next_report_id
JOIN v_reports AS earlier ON earlier.report_id = pairs.report_id
LEFT JOIN v_form_labels AS labels
  ON labels.form = 'requests' AND labels.part = 'column' AND labels.key = pairs."column"
WHERE pairs.carried_forward <> pairs.carried_over;

CREATE VIEW v_low_confidence_repairs (
  -- Repairs of which at least one in ten may be wrong: confidence below 0.9.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  title, -- the report's title
  kind, -- what was wrong
  count, -- how many stretches were restored
  confidence, -- the lowest confidence among them, in 0..1
  report_id, -- the report
  position, -- order of application, from 0
  url -- canonical URL of the report
) AS SELECT
  v_reports.region, v_reports.agency, v_reports.report_year, v_reports.title, repairs.kind, repairs.count,
  repairs.confidence, v_reports.report_id, repairs.position, v_reports.url
FROM repairs JOIN v_reports ON v_reports.report_id = repairs.report_id
WHERE repairs.confidence < 0.9;

CREATE VIEW v_changed_reports (
  -- Earlier states of reports whose page or file was changed after we had fetched it, one row per state.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  title, -- the report's title now
  published_on, -- the day it was published, as the page says now (YYYY-MM-DD, China Standard Time)
  version, -- number of the earlier state, 1 is the oldest
  seen_at, -- when that state was first fetched (ISO 8601, UTC)
  replaced_at, -- when the state that replaced it was fetched (ISO 8601, UTC)
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  v_reports.region, v_reports.agency, v_reports.report_year, v_reports.title, v_reports.published_on,
  report_versions.version, report_versions.seen_at, report_versions.replaced_at, v_reports.report_id,
  v_reports.url
FROM report_versions JOIN v_reports ON v_reports.report_id = report_versions.report_id
WHERE report_versions.cause = 'page';

CREATE VIEW v_changed_statistics (
  -- Numbers of the statutory forms that were changed after we had fetched the report: an earlier state beside the present one.
  region, -- administrative division of the agency: province, city and county
  agency, -- the agency
  report_year, -- the year that the report covers
  version, -- number of the earlier state, 1 is the oldest
  replaced_at, -- when the state that replaced it was fetched (ISO 8601, UTC)
  form, -- key of the form
  row, -- key of the form's row
  "column", -- key of the form's column
  value_before, -- the number in the earlier state
  value, -- the number now; NULL where the report has the cell no more
  report_id, -- the report
  url -- canonical URL of the report
) AS SELECT
  earlier.region, earlier.agency, earlier.report_year, earlier.version, earlier.replaced_at, earlier.form,
  earlier.row, earlier.column, earlier.value, present.value, earlier.report_id, earlier.url
FROM (
  SELECT v_reports.region, v_reports.agency, v_reports.report_year, report_versions.version,
    report_versions.replaced_at, v_reports.report_id, v_reports.url,
    trim(CAST(json_extract(cells.value, '$.form') AS TEXT), '"') AS form,
    trim(CAST(json_extract(cells.value, '$.row') AS TEXT), '"') AS row,
    trim(CAST(json_extract(cells.value, '$.column') AS TEXT), '"') AS column,
    CAST(json_extract(cells.value, '$.value') AS NUMERIC) AS value
  FROM report_versions
  JOIN v_reports ON v_reports.report_id = report_versions.report_id,
  json_each(report_versions.record, '$.statistics') AS cells
  WHERE report_versions.cause = 'page'
) AS earlier
LEFT JOIN statistics AS present
  ON present.report_id = earlier.report_id AND present.form = earlier.form AND present.row = earlier.row
  AND present.column = earlier.column
WHERE earlier.value <> present.value OR (earlier.value IS NULL) <> (present.value IS NULL);
