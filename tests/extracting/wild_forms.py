"""The statutory forms of 2021 as the hand-written articles print them, with the value of every cell."""

# ruff: noqa: E501 — mark-up reads best as its editors write it
from __future__ import annotations

__all__ = ["ACTIVE_PLAIN", "ALL", "NO_BLANKS", "REVIEW", "REVIEW_PLAIN", "Values", "requests"]

Values = dict[tuple[str, str, str], float]

ROWS = (
    ("received", "一、本年新收政府信息公开申请数量"),
    ("carried_over", "二、上年结转政府信息公开申请数量"),
    ("granted", "（一）予以公开"),
    ("partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied_state_secret", "1.属于国家秘密"),
    ("denied_other_law", "2.其他法律行政法规禁止公开"),
    ("denied_three_securities", "3.危及“三安全一稳定”"),
    ("denied_third_party", "4.保护第三方合法权益"),
    ("denied_internal_affairs", "5.属于三类内部事务信息"),
    ("denied_process_information", "6.属于四类过程性信息"),
    ("denied_enforcement_files", "7.属于行政执法案卷"),
    ("denied_administrative_query", "8.属于行政查询事项"),
    ("unavailable_not_held", "1.本机关不掌握相关政府信息"),
    ("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
    ("unavailable_unclear", "3.补正后申请内容仍不明确"),
    ("refused_petition", "1.信访举报投诉类申请"),
    ("refused_repeated", "2.重复申请"),
    ("refused_publication", "3.要求提供公开出版物"),
    ("refused_excessive", "4.无正当理由大量反复申请"),
    ("refused_reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
    ("other_correction_overdue", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_fee_overdue", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_misc", "3.其他"),
    ("total_processed", "（七）总计"),
    ("carried_forward", "四、结转下年度继续办理"),
)
GROUPS = {
    "denied": ("（三）不予公开", 8),
    "unavailable": ("（四）无法提供", 3),
    "refused": ("（五）不予处理", 5),
    "other": ("（六）其他处理", 3),
}
COLUMNS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_organisation",
    "legal_service_institution",
    "other_organisation",
    "total",
)
NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
GIVEN = {
    "received": (5, 1, 0, 0, 0, 0, 6),
    "carried_over": (1, 0, 0, 0, 0, 0, 1),
    "granted": (3, 1, 0, 0, 0, 0, 4),
    "partially_granted": (1, 0, 0, 0, 0, 0, 1),
    "unavailable_not_held": (1, 0, 0, 0, 0, 0, 1),
    "total_processed": (5, 1, 0, 0, 0, 0, 6),
    "carried_forward": (1, 0, 0, 0, 0, 0, 1),
}
ZERO = (0,) * 7
REVIEW = ((1, 0, 0, 0, 1), (0, 0, 0, 1, 1), (0, 0, 1, 0, 1))
REVIEW_ROWS = ("administrative_review", "litigation_direct", "litigation_after_review")
REVIEW_COLUMNS = ("upheld", "corrected", "other_result", "pending", "total")
ACTIVE = {
    ("regulations", "issued"): 0,
    ("regulations", "repealed"): 0,
    ("regulations", "in_force"): 0,
    ("normative_documents", "issued"): 3,
    ("normative_documents", "repealed"): 1,
    ("normative_documents", "in_force"): 28,
    ("administrative_licensing", "decisions"): 1204,
    ("administrative_penalty", "decisions"): 37,
    ("administrative_compulsion", "decisions"): 0,
    ("administrative_fees", "fee_amount"): 12.65,
}


def active_values() -> Values:
    return {("active_disclosure", row, column): value for (row, column), value in ACTIVE.items()}


def request_values() -> Values:
    return {
        ("requests", row, column): value
        for row, _ in ROWS
        for column, value in zip(COLUMNS, GIVEN.get(row, ZERO), strict=True)
    }


def review_values() -> Values:
    return {
        ("review_litigation", row, column): value
        for row, values in zip(REVIEW_ROWS, REVIEW, strict=True)
        for column, value in zip(REVIEW_COLUMNS, values, strict=True)
    }


def requests(
    cell: str = "<td>{}</td>",
    *,
    label: str = "<td{}>{}</td>",
    head: bool = True,
    blank: str = "0",
    flat: bool = False,
    extra: str = "",
    before: str = "",
) -> str:
    """Print the form of requests; ``extra`` stands after its last row, ``before`` begins each row."""
    lines = []
    if head:
        width = 1 if flat else 3
        lines += [
            before
            + label.format(
                f" colspan={width} rowspan=3",
                "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            )
            + label.format(" colspan=7", "申请人情况"),
            before
            + label.format(" rowspan=2", NAMES[0])
            + label.format(" colspan=5", "法人或其他组织")
            + label.format(" rowspan=2", NAMES[6]),
            before + "".join(label.format("", name) for name in NAMES[1:6]),
        ]
    for key, text in ROWS:
        values = "".join(cell.format(blank if value == 0 else value) for value in GIVEN.get(key, ZERO))
        group = key.split("_")[0]
        named = group in GROUPS and key != "total_processed"
        first = named and next(row for row, _ in ROWS if row.startswith(group + "_")) == key
        if flat:
            lines.append(before + label.format("", (GROUPS[group][0] if named else "") + text) + values)
            continue
        in_results = key not in {"received", "carried_over", "carried_forward"}
        left = label.format(" rowspan=22", "三、本年度办理结果") if key == "granted" else ""
        if first:
            left += label.format(f" rowspan={GROUPS[group][1]}", GROUPS[group][0])
        left += label.format("" if named else f" colspan={2 if in_results else 3}", text)
        lines.append(before + left + values)
    return f"<table border=1>{''.join(f'<tr>{line}</tr>' for line in lines)}{extra}</table>"


ACTIVE_PLAIN = (
    "<table border=1><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>行政规范性文件</td><td>3</td><td>1</td><td>28</td></tr>"
    "<tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr><tr><td>行政许可</td><td colspan=3>1204</td></tr>"
    "<tr><td colspan=4>第二十条第（六）项</td></tr><tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr><tr><td>行政处罚</td><td colspan=3>37</td></tr><tr><td>行政强制</td><td colspan=3>0</td></tr>"
    "<tr><td colspan=4>第二十条第（八）项</td></tr><tr><td>信息内容</td><td colspan=3>本年收费金额（单位：万元）</td></tr><tr><td>行政事业性收费</td><td colspan=3>12.65</td></tr></table>"
)
REVIEW_PLAIN = (
    "<table border=1><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr><td rowspan=2>结果维持</td><td rowspan=2>结果纠正</td><td rowspan=2>其他结果</td><td rowspan=2>尚未审结</td><td rowspan=2>总计</td>"
    "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>"
    + "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>" * 2
    + "</tr><tr>"
    + "".join(f"<td>{value}</td>" for row in REVIEW for value in row)
    + "</tr></table>"
)

ALL: Values = {**active_values(), **request_values(), **review_values()}
NO_BLANKS = {key: value for key, value in ALL.items() if key[0] != "requests" or value}
