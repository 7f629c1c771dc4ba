"""The questions that researchers ask first, as data: a title, a description and the SQL that answers them.

The SQL reads the views of ``migrations/0005_views.sql`` and keeps to what SQLite and DuckDB both
understand, so that an answer is the same on the site, in the ``sqlite3`` shell, in DuckDB and in pandas.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CANNED_QUERIES", "CannedQuery", "canned_query"]


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A question with its answer.

    Attributes:
        name: how it is called in addresses and file names.
        title_zh: the question in Chinese.
        title_en: the question in English.
        description_zh: what the columns mean and what to beware of, in Chinese.
        description_en: likewise, in English.
        sql: one SELECT, without parameters and without a semicolon, with a stable order.
    """

    name: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    sql: str


CANNED_QUERIES: tuple[CannedQuery, ...] = (
    CannedQuery(
        "requests_per_agency_and_year",
        "各机关每年收到多少件申请？",
        "How many requests did each agency receive in each year?",
        "每个机关、每个年度取最新发布的一份年报，数字出自“总计”列；change 为与该机关上一份有数字的年报之差。"
        "没有统计表的年报不在此列。",
        "From the latest report of each agency and year, column total. change is the difference from the"
        " agency's report before it that has numbers. Reports without the form are not here.",
        """\
SELECT region, agency, report_year, received,
  received - lag(received) OVER (PARTITION BY region, agency ORDER BY report_year) AS change,
  carried_over, total_processed, carried_forward, url
FROM v_requests_by_year
ORDER BY agency, report_year""",
    ),
    CannedQuery(
        "results_by_kind_and_year",
        "申请是怎样答复的？",
        "How were requests answered?",
        "各年度全部机关合计；share 为该类结果占当年全部结果的比例。"
        "各年度的机关数（agencies）不同，比较时请注意。",
        "All agencies of a year together; share is of all results of the year. The number of agencies differs"
        " from year to year: mind that when you compare.",
        """\
SELECT report_year, kind, kind_zh, kind_en, sum(requests) AS requests,
  round(1.0 * sum(requests) / nullif(sum(sum(requests)) OVER (PARTITION BY report_year), 0), 4) AS share,
  count(DISTINCT agency) AS agencies
FROM v_results_by_kind
GROUP BY report_year, kind, kind_zh, kind_en
ORDER BY report_year, sum(requests) DESC, kind""",
    ),
    CannedQuery(
        "share_refused_by_reason",
        "不予公开、无法提供、不予处理的理由各占多少？",
        "What share of requests was refused, and for which reason?",
        "share 为该理由的件数占同一机关同一年度全部办理结果的比例；只列出件数大于零的理由。",
        "share is of all results of the same agency and year, granted requests included. Reasons without a"
        " request are left out.",
        """\
SELECT region, agency, report_year, kind, reason, reason_zh, reason_en, requests, share, url
FROM v_refusals_by_reason
WHERE requests > 0
ORDER BY report_year, agency, requests DESC, reason""",
    ),
    CannedQuery(
        "who_asks",
        "谁在申请？",
        "Who asks?",
        "各年度全部机关合计，按申请人类别；share 为该类申请人占当年新收申请的比例。",
        "All agencies of a year together, by kind of applicant; share is of all requests received in"
        " the year.",
        """\
SELECT report_year, applicant, applicant_zh, applicant_en, sum(received) AS received,
  round(1.0 * sum(received) / nullif(sum(sum(received)) OVER (PARTITION BY report_year), 0), 4) AS share,
  count(DISTINCT agency) AS agencies
FROM v_requests_by_applicant
GROUP BY report_year, applicant, applicant_zh, applicant_en
ORDER BY report_year, sum(received) DESC, applicant""",
    ),
    CannedQuery(
        "corrected_in_review_or_court",
        "行政复议和行政诉讼中有多少被纠正？",
        "How often was an agency corrected in review or in court?",
        "share_corrected 为结果纠正占已审结案件（维持、纠正、其他结果）的比例，尚未审结的不计。",
        "share_corrected is of the cases that were decided (upheld, corrected, other result); pending ones"
        " do not count.",
        """\
SELECT region, agency, report_year, kind, kind_zh, kind_en, upheld, corrected, other_result, pending, total,
  round(
    1.0 * corrected / nullif(coalesce(upheld, 0) + coalesce(corrected, 0) + coalesce(other_result, 0), 0), 4
  ) AS share_corrected, url
FROM v_reviews_and_litigation
WHERE total > 0
ORDER BY report_year, agency, kind""",
    ),
    CannedQuery(
        "disclosed_of_own_accord",
        "各机关主动公开了什么？",
        "What did agencies disclose of their own accord?",
        "规章、规范性文件、行政许可、行政处罚、收费等，按机关和年度。"
        "2019年版和2021年版表格的栏目不同，不可直接相加。",
        "Regulations, normative documents, licences, penalties, fees and more, by agency and year. The forms"
        " of 2019 and 2021 have different columns: do not add them up.",
        """\
SELECT region, agency, report_year, item, item_zh, item_en, measure, measure_zh, measure_en, value, unit, url
FROM v_disclosures
WHERE value IS NOT NULL
ORDER BY agency, report_year, item, measure""",
    ),
    CannedQuery(
        "years_without_report",
        "哪些机关哪一年没有年报？",
        "Who has no report for a year?",
        "从该机关最早的一份年报起，到全库最晚的年度为止。没有找到不等于没有发布：也可能是网站没有列出，或者抓取失败。",
        "From the agency's first report to the last year of the database. Not found does not mean not"
        " published: the site may not list it, or a fetch failed.",
        """\
SELECT region, agency, report_year
FROM v_coverage
WHERE state = 'missing'
ORDER BY agency, report_year""",
    ),
    CannedQuery(
        "published_late",
        "哪些年报发布得晚？",
        "Which reports were published late?",
        "《政府信息公开条例》第四十九条：部门在次年1月31日前，政府信息公开工作主管部门在次年3月31日前。"
        "这里列出次年3月31日以后发布的；日期以页面所标为准，后来更正的年报也会在此。",
        "Article 49 of the regulation: departments by 31 January of the next year, the offices in charge by"
        " 31 March. Listed are reports published after 31 March, by the date that the page gives; corrected"
        " reports are among them.",
        """\
SELECT region, agency, report_year, published_on, title, url
FROM v_reports_latest
WHERE CAST(published_on AS TEXT) > CAST(report_year + 1 AS TEXT) || '-03-31'
ORDER BY report_year, published_on, agency""",
    ),
    CannedQuery(
        "changed_after_publication",
        "哪些年报发布后又改过？",
        "Which reports changed after publication?",
        "页面或文件在我们第一次抓取之后变了；numbers_changed 为当时与现在不同的统计数字个数。"
        "旧版全文在 report_versions。",
        "The page or file changed after we had first fetched it; numbers_changed counts the numbers of the"
        " forms that differ between then and now. The earlier states are in report_versions, whole.",
        """\
SELECT changed.region, changed.agency, changed.report_year, changed.title, changed.version, changed.seen_at,
  changed.replaced_at, count(numbers.form) AS numbers_changed, changed.url
FROM v_changed_reports AS changed
LEFT JOIN v_changed_statistics AS numbers
  ON numbers.report_id = changed.report_id AND numbers.version = changed.version
GROUP BY changed.region, changed.agency, changed.report_year, changed.title, changed.version,
  changed.seen_at, changed.replaced_at, changed.report_id, changed.url
ORDER BY changed.replaced_at DESC, changed.report_id, changed.version""",
    ),
    CannedQuery(
        "numbers_to_check_first",
        "哪些数字要先核对？",
        "Which numbers should be checked first?",
        "表内合计不成立的，以及上年结转与本年承接对不上的。多数是机关填写时的错误，引用前请看原页面。",
        "Sums of a form that do not hold, and requests carried forward that the next report does not carry"
        " over. Most are the agencies' own mistakes: look at the page before you quote the number.",
        """\
SELECT region, agency, report_year, rule_zh AS problem_zh, rule_en AS problem_en, line_zh, line_en, detail,
  url
FROM v_failed_checks
UNION ALL
SELECT region, agency, report_year, '上年报告结转下年度与本年报告上年结转不一致',
  'carried forward by the report before differs from carried over by this one', line_zh, line_en, detail, url
FROM v_cross_year_breaks
ORDER BY agency, report_year, problem_en, line_en, detail""",
    ),
)
"""Ten questions, in the order in which they are shown."""


def canned_query(name: str) -> CannedQuery:
    """Give a question by its name.

    Raises:
        KeyError: there is none of that name.

    >>> canned_query("years_without_report").title_en
    'Who has no report for a year?'
    """
    for one in CANNED_QUERIES:
        if one.name == name:
            return one
    raise KeyError(f"{name}: no such question; there are {', '.join(one.name for one in CANNED_QUERIES)}")
