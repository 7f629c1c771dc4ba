"""The statutory forms: drawn numbers, the tables that print them, the statistics and checks that are true.

The keys are those of the record; rows and labels follow the formats of November 2019 and September 2021.
"""

# ruff: noqa: E501 (tables are easier to check with one entry on a line)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from .article import Cell, Grid

__all__ = ["APPLICANTS", "FormStyle", "Forms", "Number", "draw_forms", "true_checks"]

APPLICANTS = (
    "natural_person", "commercial_enterprise", "research_institution", "public_welfare_organisation",
    "legal_service_institution", "other_organisation", "total",
)  # fmt: skip
RESULTS = ("upheld", "corrected", "other_result", "pending", "total")
GROUPS = ("administrative_review", "litigation_direct", "litigation_after_review")

_NOT_GIVEN = (
    ("（三）不予公开", (
        ("denied_state_secret", "1.属于国家秘密"), ("denied_other_law", "2.其他法律行政法规禁止公开"),
        ("denied_three_securities", "3.危及“三安全一稳定”"), ("denied_third_party", "4.保护第三方合法权益"),
        ("denied_internal_affairs", "5.属于三类内部事务信息"),
        ("denied_process_information", "6.属于四类过程性信息"), ("denied_enforcement_files", "7.属于行政执法案卷"),
        ("denied_administrative_query", "8.属于行政查询事项"),
    )),
    ("（四）无法提供", (
        ("unavailable_not_held", "1.本机关不掌握相关政府信息"),
        ("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
        ("unavailable_unclear", "3.补正后申请内容仍不明确"),
    )),
    ("（五）不予处理", (
        ("refused_petition", "1.信访举报投诉类申请"), ("refused_repeated", "2.重复申请"),
        ("refused_publication", "3.要求提供公开出版物"), ("refused_excessive", "4.无正当理由大量反复申请"),
        ("refused_reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
    )),
)  # fmt: skip
_OTHER_2021 = ("（六）其他处理", (
    ("other_correction_overdue", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_fee_overdue", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_misc", "3.其他"),
))  # fmt: skip

# article of the regulation, labels of the columns with their keys, rows
_BLOCKS = {
    "2019": (
        ("第二十条第（一）项", (("本年新制作数量", "newly_made"), ("本年新公开数量", "newly_published"),
         ("对外公开总数量", "total_published")), (("规章", "regulations"), ("规范性文件", "normative_documents"))),
        ("第二十条第（五）项", (("上一年项目数量", "items_last_year"), ("本年增/减", "items_change"),
         ("处理决定数量", "decisions")), (("行政许可", "administrative_licensing"),
         ("其他对外管理服务事项", "other_services"))),
        ("第二十条第（六）项", (("上一年项目数量", "items_last_year"), ("本年增/减", "items_change"),
         ("处理决定数量", "decisions")), (("行政处罚", "administrative_penalty"),
         ("行政强制", "administrative_compulsion"))),
        ("第二十条第（八）项", (("上一年项目数量", "items_last_year"), ("本年增/减", "items_change")),
         (("行政事业性收费", "administrative_fees"),)),
        ("第二十条第（九）项", (("采购项目数量", "procurement_items"), ("采购总金额", "procurement_amount")),
         (("政府集中采购", "government_procurement"),)),
    ),
    "2021": (
        ("第二十条第（一）项", (("本年制发件数", "issued"), ("本年废止件数", "repealed"),
         ("现行有效件数", "in_force")), (("规章", "regulations"), ("行政规范性文件", "normative_documents"))),
        ("第二十条第（五）项", (("本年处理决定数量", "decisions"),), (("行政许可", "administrative_licensing"),)),
        ("第二十条第（六）项", (("本年处理决定数量", "decisions"),),
         (("行政处罚", "administrative_penalty"), ("行政强制", "administrative_compulsion"))),
        ("第二十条第（八）项", (("本年收费金额（单位：万元）", "fee_amount"),),
         (("行政事业性收费", "administrative_fees"),)),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number and how the cell prints it."""

    value: int | float | None
    raw: str


@dataclass(frozen=True)
class FormStyle:
    """How an office prints the forms.

    Attributes:
        split: each block of form 二 is a table of its own.
        transposed: form 四 has its three groups one below another.
        zero: what stands for no case: ``0``, an empty cell, ``/``, ``-``, ``无``.
        thousands: numbers from 1,000 have separators.
        units: cells of form 二 carry 件 or 万元.
        wrong_total: the total of one row and one column was typed wrong.
        short: rows without any case at the end of form 三 are left out.
        spaced: short labels are spread (自 然 人).
        note: the remark on sums in the head of form 三 is printed.
    """

    split: bool = False
    transposed: bool = False
    zero: str = "0"
    thousands: bool = False
    units: bool = False
    wrong_total: bool = False
    short: bool = False
    spaced: bool = False
    note: bool = True


@dataclass(frozen=True)
class Forms:
    """What was drawn: the tables of sections 二, 三 and 四, and what is true of them."""

    active: tuple[Grid, ...]
    requests: tuple[Grid, ...]
    review: tuple[Grid, ...]
    statistics: list[dict[str, Any]]
    checks: list[dict[str, Any]]


def draw_forms(layout: str, rng: Random, style: FormStyle) -> Forms:
    """Draw one year's numbers, consistent but for what the style breaks.

    Args:
        layout: ``2019`` or ``2021``.
        rng: draws the numbers.
        style: how they are printed.
    """
    statistics: list[dict[str, Any]] = []
    active = _active(layout, rng, style, statistics)
    requests = _requests(layout, rng, style, statistics)
    review = _review(rng, style, statistics)
    return Forms(active, (requests,), (review,), statistics, true_checks(statistics))


def _print(value: int | float, style: FormStyle, rng: Random) -> Number:
    if value == 0 and style.zero != "0" and rng.random() < 0.8:
        return Number(None, style.zero)
    return Number(value, f"{value:,}" if style.thousands else str(value))


def _keep(statistics: list[dict[str, Any]], form: str, row: str, column: str, number: Number) -> str:
    entry = {"form": form, "row": row, "column": column, "value": number.value, "raw": number.raw}
    statistics.append(entry)
    return number.raw


def _spread(label: str, style: FormStyle) -> str:
    return " ".join(label) if style.spaced and len(label) <= 3 else label


def _active(layout: str, rng: Random, style: FormStyle, out: list[dict[str, Any]]) -> tuple[Grid, ...]:
    grids = []
    for article, columns, rows in _BLOCKS[layout]:
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        lines = [(Cell(article, 4),)]
        heads = [Cell(label, span) for (label, _), span in zip(columns, spans, strict=True)]
        lines.append((Cell(_spread("信息内容", style)), *heads))
        for label, row in rows:
            cells = []
            for (_, column), span in zip(columns, spans, strict=True):
                number = _amount(column, rng, style)
                cells.append(Cell(_keep(out, "active_disclosure", row, column, number), span))
            lines.append((Cell(_spread(label, style)), *cells))
        grids.append(lines)
    if style.split:
        return tuple(Grid(tuple(lines), header_rows=2) for lines in grids)
    return (Grid(tuple(line for lines in grids for line in lines), header_rows=2),)


def _amount(column: str, rng: Random, style: FormStyle) -> Number:
    if column == "items_change":
        change = rng.choice([0, 0, 3, -2, 12, -7])
        if change == 0:
            return _print(0, style, rng)
        manners = (f"{change:+d}", ("增" if change > 0 else "减") + str(abs(change)),
                   ("增加" if change > 0 else "减少") + str(abs(change)))  # fmt: skip
        return Number(change, manners[rng.randrange(3)])
    if column in {"fee_amount", "procurement_amount"}:
        amount = rng.choice([0, round(rng.uniform(1, 5000), 2), rng.randint(3, 900)])
        number = _print(amount, style, rng)
        unit = "万元" if style.units and number.value is not None else ""
        return Number(number.value, number.raw + unit)
    value = rng.choice([0, rng.randint(1, 40), rng.randint(41, 1500), rng.randint(1500, 60000)])
    number = _print(value, style, rng)
    return Number(number.value, number.raw + ("件" if style.units and number.value is not None else ""))


def _requests(layout: str, rng: Random, style: FormStyle, out: list[dict[str, Any]]) -> Grid:
    groups = [*_NOT_GIVEN, *([_OTHER_2021] if layout == "2021" else [])]
    keys = ["granted", "partially_granted", *(key for _, rows in groups for key, _ in rows)]
    if layout == "2019":
        keys.append("other_processing")
    counts = _draw_requests(keys, rng, wrong=style.wrong_total)

    def line(key: str) -> list[Cell]:
        numbers = [_print(counts[key][at], style, rng) for at in range(7)]
        return [
            Cell(_keep(out, "requests", key, column, number))
            for column, number in zip(APPLICANTS, numbers, strict=True)
        ]

    remark = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows: list[list[Cell]] = [
        [Cell(remark if style.note else "", 3, 3), Cell("申请人情况", 7)],
        [
            Cell(_spread("自然人", style), rows=2),
            Cell("法人或其他组织", 5),
            Cell(_spread("总计", style), rows=2),
        ],
        [
            Cell(label)
            for label in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", _spread("其他", style))
        ],
        [Cell("一、本年新收政府信息公开申请数量", 3), *line("received")],
        [Cell("二、上年结转政府信息公开申请数量", 3), *line("carried_over")],
    ]
    body: list[list[Cell]] = [[Cell("（一）予以公开", 2), *line("granted")]]
    label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    body.append([Cell(label, 2), *line("partially_granted")])
    for group, members in groups:
        kept = [
            one
            for one in members
            if not (style.short and group == "（六）其他处理" and one[0] != "other_misc")
        ]
        for at, (key, text) in enumerate(kept):
            first = [Cell(group, rows=len(kept))] if at == 0 else []
            body.append([*first, Cell(text), *line(key)])
    if layout == "2019":
        body.append([Cell("（六）其他处理", 2), *line("other_processing")])
    body.append([Cell("（七）总计", 2), *line("total_processed")])
    body[0].insert(0, Cell("三、本年度办理结果", rows=len(body)))
    rows += body
    rows.append([Cell("四、结转下年度继续办理", 3), *line("carried_forward")])
    return Grid(tuple(tuple(row) for row in rows), header_rows=3)


def _draw_requests(keys: Sequence[str], rng: Random, *, wrong: bool) -> Mapping[str, list[int]]:
    """Draw seven numbers for each row so that every sum holds, then break one total if asked to."""
    busy = rng.choice([0.12, 0.3, 0.6])
    # The two rows that a shortened form leaves out never have a case.
    quiet = {"other_correction_overdue", "other_fee_overdue"}
    counts = {}
    for key in keys:
        lively = 0.0 if key in quiet else (0.9 if key == "granted" else busy)
        scale = 400 if key == "granted" else 30
        row = [
            rng.randint(1, scale) if rng.random() < (lively if at == 0 else lively / 4) else 0
            for at in range(6)
        ]
        counts[key] = [*row, sum(row)]
    done = [sum(counts[key][at] for key in keys) for at in range(7)]
    over = [rng.randint(0, 3) if at in {0, 1} else 0 for at in range(6)]
    over.append(sum(over))
    forward = [rng.randint(0, 5) if at == 0 else 0 for at in range(6)]
    forward.append(sum(forward))
    received = [done[at] + forward[at] - over[at] for at in range(6)]
    for at, count in enumerate(received):
        if count < 0:
            over[at] += count
            received[at] = 0
    over[6] = sum(over[:6])
    received.append(sum(received))
    counts |= {
        "total_processed": done,
        "carried_over": over,
        "carried_forward": forward,
        "received": received,
    }
    if wrong:
        counts["received"][6] += rng.randint(1, 9)
        counts["total_processed"][0] += rng.choice([-1, 1, 2]) if done[0] > 2 else 1
    return counts


def _review(rng: Random, style: FormStyle, out: list[dict[str, Any]]) -> Grid:
    lines = []
    for group in GROUPS:
        parts = [rng.randint(0, 4) if rng.random() < 0.35 else 0 for _ in range(4)]
        total = sum(parts) + (1 if style.wrong_total and group == "litigation_direct" else 0)
        numbers = [_print(count, style, rng) for count in (*parts, total)]
        lines.append(
            [
                Cell(_keep(out, "review_litigation", group, key, one))
                for key, one in zip(RESULTS, numbers, strict=True)
            ]
        )
    heads = [
        Cell(label) for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", _spread("总计", style))
    ]
    if style.transposed:
        return Grid(
            (
                (Cell("类别", 2), *heads),
                (Cell("行政复议", 2), *lines[0]),
                (Cell("行政诉讼", rows=2), Cell("未经复议直接起诉"), *lines[1]),
                (Cell("复议后起诉"), *lines[2]),
            )
        )
    tall = [Cell(head.text, rows=2) for head in heads]
    return Grid(
        (
            (Cell("行政复议", 5), Cell("行政诉讼", 10)),
            (*tall, Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)),
            (*heads, *heads),
            (*lines[0], *lines[1], *lines[2]),
        ),
        header_rows=3,
    )


def true_checks(statistics: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Judge every sum of the forms on the cells that are printed; a cell without a number counts as 0."""
    cells = {(one["form"], one["row"], one["column"]): one["value"] for one in statistics}
    requests = list(dict.fromkeys(one["row"] for one in statistics if one["form"] == "requests"))
    ends = {"received", "carried_over", "total_processed", "carried_forward"}
    single = [row for row in requests if row not in ends]
    checks: list[dict[str, Any]] = []

    def judge(
        rule: str, form: str, left: list[tuple[str, str]], right: list[tuple[str, str]], per: str
    ) -> None:
        values = [cells.get((form, *place)) for place in left + right]
        if all(value is None for value in values):
            return
        passed = sum(value or 0 for value in values[: len(left)]) == sum(v or 0 for v in values[len(left) :])
        axis, key = per.split(":")
        checks.append({"rule": rule, axis: key, "passed": passed})

    for column in APPLICANTS:
        left = [("received", column), ("carried_over", column)]
        right = [("total_processed", column), ("carried_forward", column)]
        judge("requests.balance", "requests", left, right, f"column:{column}")
    for column in APPLICANTS:
        left = [(row, column) for row in single]
        judge("requests.processed_total", "requests", left, [("total_processed", column)], f"column:{column}")
    for row in requests:
        left = [(row, column) for column in APPLICANTS[:6]]
        judge("requests.applicant_total", "requests", left, [(row, "total")], f"row:{row}")
    for row in GROUPS:
        left = [(row, column) for column in RESULTS[:4]]
        judge("review_litigation.total", "review_litigation", left, [(row, "total")], f"row:{row}")
    return checks
