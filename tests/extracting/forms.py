"""Draws statutory forms in many manners of mark-up, with the truth of every cell.

A drawing is a list of tables; a table is rows of :class:`Cell`. What offices and their editors do to them
(merge, split, transpose, lose spans, number without a label, note, pad) are functions from tables to tables.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from html import escape

__all__ = ["Cell", "Drawing", "draw", "page", "resolved", "text_lines"]

BLOCKS = {
    "2019": [
        (
            "第二十条第（一）项",
            ["规章", "规范性文件"],
            ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ),
        (
            "第二十条第（五）项",
            ["行政许可", "其他对外管理服务事项"],
            ["上一年项目数量", "本年增/减", "处理决定数量"],
        ),
        ("第二十条第（六）项", ["行政处罚", "行政强制"], ["上一年项目数量", "本年增/减", "处理决定数量"]),
        ("第二十条第（八）项", ["行政事业性收费"], ["上一年项目数量", "本年增/减"]),
        ("第二十条第（九）项", ["政府集中采购"], ["采购项目数量", "采购总金额"]),
    ],
    "2021": [
        ("第二十条第（一）项", ["规章", "行政规范性文件"], ["本年制发件数", "本年废止件数", "现行有效件数"]),
        ("第二十条第（五）项", ["行政许可"], ["本年处理决定数量"]),
        ("第二十条第（六）项", ["行政处罚", "行政强制"], ["本年处理决定数量"]),
        ("第二十条第（八）项", ["行政事业性收费"], ["本年收费金额（单位：万元）"]),
    ],
}
ACTIVE_KEYS = {
    "规章": "regulations",
    "规范性文件": "normative_documents",
    "行政规范性文件": "normative_documents",
    "行政许可": "administrative_licensing",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "administrative_penalty",
    "行政强制": "administrative_compulsion",
    "行政事业性收费": "administrative_fees",
    "政府集中采购": "government_procurement",
    "本年制发件数": "issued",
    "本年废止件数": "repealed",
    "现行有效件数": "in_force",
    "本年新制作数量": "newly_made",
    "本年新公开数量": "newly_published",
    "对外公开总数量": "total_published",
    "上一年项目数量": "items_last_year",
    "本年增/减": "items_change",
    "处理决定数量": "decisions",
    "本年处理决定数量": "decisions",
    "本年收费金额（单位：万元）": "fee_amount",
    "采购项目数量": "procurement_items",
    "采购总金额": "procurement_amount",
}
RESULTS_GROUP = "三、本年度办理结果"
REQUEST_ROWS = [
    ("received", "", "", "一、本年新收政府信息公开申请数量"),
    ("carried_over", "", "", "二、上年结转政府信息公开申请数量"),
    ("granted", RESULTS_GROUP, "", "（一）予以公开"),
    ("partially_granted", RESULTS_GROUP, "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied_state_secret", RESULTS_GROUP, "（三）不予公开", "1.属于国家秘密"),
    ("denied_other_law", RESULTS_GROUP, "（三）不予公开", "2.其他法律行政法规禁止公开"),
    ("denied_three_securities", RESULTS_GROUP, "（三）不予公开", "3.危及“三安全一稳定”"),
    ("denied_third_party", RESULTS_GROUP, "（三）不予公开", "4.保护第三方合法权益"),
    ("denied_internal_affairs", RESULTS_GROUP, "（三）不予公开", "5.属于三类内部事务信息"),
    ("denied_process_information", RESULTS_GROUP, "（三）不予公开", "6.属于四类过程性信息"),
    ("denied_enforcement_files", RESULTS_GROUP, "（三）不予公开", "7.属于行政执法案卷"),
    ("denied_administrative_query", RESULTS_GROUP, "（三）不予公开", "8.属于行政查询事项"),
    ("unavailable_not_held", RESULTS_GROUP, "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("unavailable_needs_creation", RESULTS_GROUP, "（四）无法提供", "2.没有现成信息需要另行制作"),
    ("unavailable_unclear", RESULTS_GROUP, "（四）无法提供", "3.补正后申请内容仍不明确"),
    ("refused_petition", RESULTS_GROUP, "（五）不予处理", "1.信访举报投诉类申请"),
    ("refused_repeated", RESULTS_GROUP, "（五）不予处理", "2.重复申请"),
    ("refused_publication", RESULTS_GROUP, "（五）不予处理", "3.要求提供公开出版物"),
    ("refused_excessive", RESULTS_GROUP, "（五）不予处理", "4.无正当理由大量反复申请"),
    ("refused_reconfirmation", RESULTS_GROUP, "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
    ("other_processing", RESULTS_GROUP, "", "（六）其他处理"),
    (
        "other_correction_overdue",
        RESULTS_GROUP,
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    ),
    (
        "other_fee_overdue",
        RESULTS_GROUP,
        "（六）其他处理",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    ("other_misc", RESULTS_GROUP, "（六）其他处理", "3.其他"),
    ("total_processed", RESULTS_GROUP, "", "（七）总计"),
    ("carried_forward", "", "", "四、结转下年度继续办理"),
]
ITEMS_2021 = {"other_correction_overdue", "other_fee_overdue", "other_misc"}
APPLICANTS = [
    ("natural_person", "自然人"),
    ("commercial_enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("public_welfare_organisation", "社会公益组织"),
    ("legal_service_institution", "法律服务机构"),
    ("other_organisation", "其他"),
    ("total", "总计"),
]
GROUPS = [
    ("administrative_review", "行政复议"),
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_review", "复议后起诉"),
]
RESULTS = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other_result", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
]
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True)
class Cell:
    """One cell before spans are resolved."""

    text: str
    across: int = 1
    down: int = 1
    heading: bool = False


Table = list[list[Cell]]


@dataclass
class Drawing:
    """Tables, and the number of each cell that has one: (form, row, column) to value and text."""

    tables: list[Table] = field(default_factory=list)
    truth: dict[tuple[str, str, str], tuple[float, str]] = field(default_factory=dict)
    manner: list[str] = field(default_factory=list)


class _Pen:
    def __init__(self, rng: random.Random, drawing: Drawing) -> None:
        self.rng = rng
        self.drawing = drawing
        self.blanks = rng.choice([["0"], ["", "0"], ["/", ""], ["-", "—", "——"], ["0", "无", "／"], ["\xa0"]])
        self.blank_share = rng.choice([0.0, 0.1, 0.6])
        self.separators = rng.random() < 0.3
        self.wide = rng.random() < 0.15
        self.units = rng.random() < 0.2

    def value(self, form: str, row: str, column: str, *, signed: bool = False, money: bool = False) -> Cell:
        rng = self.rng
        if rng.random() < self.blank_share:
            text = rng.choice(self.blanks)
            if text == "0":
                self.drawing.truth[form, row, column] = (0, "0")
            return Cell(text)
        number: float = rng.choice([0, rng.randint(1, 9), rng.randint(10, 999), rng.randint(1000, 2_000_000)])
        text = f"{number:,}" if self.separators else str(number)
        if money:
            number = rng.choice([number, round(number + rng.random(), 2), round(rng.random() * 900, 4)])
            text = f"{number:,}" if self.separators else str(number)
        if signed:
            number = number % 40 * rng.choice([1, -1])
            text = rng.choice(
                [
                    str(number),
                    f"{number:+d}",
                    ("增" if number >= 0 else "减") + str(abs(number)),
                    ("增加" if number >= 0 else "减少") + f"{abs(number)}项",
                ]
            )
        elif self.units and rng.random() < 0.5:
            text += "万元" if money else rng.choice(["件", "项", " 件"])
        if self.wide:
            text = text.translate({ord(ch): ord(ch) + 0xFEE0 for ch in "0123456789"})
        self.drawing.truth[form, row, column] = (number, text)
        return Cell(text)


def draw(rng: random.Random) -> Drawing:
    """Draw the three forms of one report."""
    drawing = Drawing()
    layout = rng.choice(["2019", "2021"])
    drawing.manner.append(layout)
    pen = _Pen(rng, drawing)
    active = _active(pen, layout)
    requests = _requests(pen, layout)
    review = _review(pen)
    tables = active + requests + review
    if rng.random() < 0.08:
        drawing.manner.append("all in one")
        tables = [_stack(tables)]
    drawing.tables = tables
    return drawing


def _stack(tables: list[Table]) -> Table:
    return [row for table in tables for row in table]


def _active(pen: _Pen, layout: str) -> list[Table]:
    rng, form = pen.rng, "active_disclosure"
    transposed = rng.random() < 0.12
    article_left = not transposed and rng.random() < 0.1
    articles = rng.random() < 0.85 and not article_left
    heads = "信息内容" if rng.random() < 0.9 else ""
    merged = rng.random() < 0.6
    wide = 4 if rng.random() < 0.6 else 0
    blocks: list[Table] = []
    for article, rows, columns in BLOCKS[layout]:
        body = [
            [
                pen.value(
                    form,
                    ACTIVE_KEYS[row],
                    ACTIVE_KEYS[column],
                    signed=column == "本年增/减",
                    money=column in {"采购总金额", "本年收费金额（单位：万元）"},
                )
                for column in columns
            ]
            for row in rows
        ]
        span = 3 if wide and len(columns) == 1 else 1
        table = [[Cell(heads), *(Cell(_spoil(rng, text), across=span) for text in columns)]]
        for row, values in zip(rows, body, strict=True):
            table.append([Cell(_spoil(rng, row)), *(replace(value, across=span) for value in values)])
        if transposed:
            table = _transpose(table)
        if article_left:
            table[0].insert(0, Cell(article, down=len(table)))
        if articles:
            table.insert(0, [Cell(article, across=wide or max(len(line) for line in table))])
        blocks.append(table)
    if rng.random() < 0.1:
        blocks.pop(rng.randrange(len(blocks)))
        kept = {text for block in blocks for line in block for text in (cell.text for cell in line)}
        _forget(pen, form, kept)
    pen.drawing.manner.append(
        f"active{' transposed' * transposed}{' left' * article_left}{' merged' * merged}"
    )
    return [_stack(blocks)] if merged else blocks


def _forget(pen: _Pen, form: str, kept: set[str]) -> None:
    """Drop the truth of rows that are no longer drawn."""
    folded = {"".join(text.split()) for text in kept}
    keys = {ACTIVE_KEYS[text] for text in ACTIVE_KEYS if text in folded}
    for place in [place for place in pen.drawing.truth if place[0] == form and place[1] not in keys]:
        del pen.drawing.truth[place]


def _spoil(rng: random.Random, text: str) -> str:
    """Print a label as editors do: spaces between characters, other quotes, narrow brackets."""
    way = rng.random()
    if way < 0.8:
        return text
    if way < 0.85 and len(text) <= 6:
        return " ".join(text)
    if way < 0.9:
        return text.replace("“", '"').replace("”", '"').replace("（", "(").replace("）", ")")
    if way < 0.95:
        return text.replace(".", "．").replace("、", "，", 1) if text[:1].isdigit() else text + "　"
    middle = len(text) // 2
    return text[:middle] + "\n" + text[middle:]


def _transpose(table: Table) -> Table:
    grid = resolved(table)
    return [[Cell(text) for text in line] for line in zip(*grid, strict=True)]


def _requests(pen: _Pen, layout: str) -> list[Table]:
    rng, form = pen.rng, "requests"
    rows = [
        one
        for one in REQUEST_ROWS
        if (one[0] == "other_processing") == (layout == "2019") or "other" not in one[0]
    ]
    rows = [one for one in rows if layout == "2021" or one[0] not in ITEMS_2021]
    if rng.random() < 0.15:
        rows = [
            one
            for one in rows
            if one[0] in {"received", "total_processed", "other_misc"} or rng.random() < 0.8
        ]
    columns = list(APPLICANTS)
    inner = columns[1:6]
    lost = rng.random()
    if rng.random() < 0.1 and not 0.2 <= lost < 0.25:  # without a header nothing tells another order
        rng.shuffle(inner)
        columns[1:6] = inner
    numbered_only = lost > 0.3 and rng.random() < 0.1
    table = _requests_header(rng, columns)
    header = len(table)
    for at, (key, group, subgroup, label) in enumerate(rows):
        line: list[Cell] = []
        before = rows[at - 1] if at else ("", "", "", "")
        if group and before[1] != group:
            line.append(Cell(_spoil(rng, group), down=sum(one[1] == group for one in rows)))
        if subgroup:
            if before[2] != subgroup:
                line.append(Cell(_spoil(rng, subgroup), down=sum(one[2] == subgroup for one in rows)))
            text = label[:2] if numbered_only and subgroup == "（三）不予公开" else _spoil(rng, label)
            line.append(Cell(text))
        else:
            line.append(Cell(_spoil(rng, label), across=2 if group else 3))
        line += [pen.value(form, key, column) for column, _ in columns]
        table.append(line)
    manner = "requests"
    if numbered_only:
        manner += " numbered"
    if lost < 0.12:
        table = [[replace(cell, across=1, down=1) for cell in line] for line in table]
        manner += " spans lost"
    elif lost < 0.2:
        table = _transpose(table)
        manner += " transposed"
    elif lost < 0.25:
        table = [
            [replace(cell, down=1) for cell in table[0]],
            *([replace(cell, down=1, across=1) for cell in line] for line in table[header:]),
        ]
        manner += " headless"
    elif lost < 0.3:
        for number, line in enumerate(table):
            line.insert(0, Cell(str(number - 2) if number > 2 else "序号" if number == 0 else ""))
        manner += " serial"
    if rng.random() < 0.1:
        table.append([Cell("注：以上数据截至12月31日", across=10)])
    pen.drawing.manner.append(manner)
    if lost >= 0.3 and not numbered_only and rng.random() < 0.08:
        cut = rng.randrange(8, len(table) - 2)
        pen.drawing.manner.append("cut")
        grid = [[Cell(text) for text in line] for line in resolved(table)]
        return [grid[:cut], grid[cut:]]
    return [table]


def _requests_header(rng: random.Random, columns: list[tuple[str, str]]) -> Table:
    heading = rng.random() < 0.2
    names = [Cell(_spoil(rng, text), heading=heading) for _, text in columns]
    if rng.random() < 0.15:
        return [[Cell(rng.choice(["", NOTE, "项目"]), across=3), *names]]
    return [
        [Cell(rng.choice([NOTE, ""]), across=3, down=3), Cell("申请人情况", across=7, heading=heading)],
        [
            replace(names[0], down=2),
            Cell("法人或其他组织", across=5, heading=heading),
            replace(names[6], down=2),
        ],
        names[1:6],
    ]


def _review(pen: _Pen) -> list[Table]:
    rng, form = pen.rng, "review_litigation"
    values = {(group, result): pen.value(form, group, result) for group, _ in GROUPS for result, _ in RESULTS}
    line = [values[group, result] for group, _ in GROUPS for result, _ in RESULTS]
    names = [Cell(_spoil(rng, text)) for _, text in RESULTS]
    way = rng.random()
    full: Table = [
        [Cell("行政复议", across=5), Cell("行政诉讼", across=10)],
        [
            *(replace(name, down=2) for name in names),
            Cell("未经复议直接起诉", across=5),
            Cell("复议后起诉", across=5),
        ],
        [*names, *names],
        line,
    ]
    if way < 0.6:
        pen.drawing.manner.append("review")
        return [full]
    if way < 0.68:
        pen.drawing.manner.append("review spans lost")
        return [[[replace(cell, across=1, down=1) for cell in row] for row in full]]
    if way < 0.74:
        pen.drawing.manner.append("review two rows")
        return [[[Cell(text, across=5) for _, text in GROUPS], names * 3, line]]
    if way < 0.8:
        pen.drawing.manner.append("review one row")
        return [[names * 3, line]]
    if way < 0.9:
        tables = [
            [[Cell(text, across=5)], list(names), [values[key, result] for result, _ in RESULTS]]
            for key, text in GROUPS
        ]
        pen.drawing.manner.append("review stacked")
        return [_stack(tables)] if rng.random() < 0.5 else tables
    if way < 0.95:
        pen.drawing.manner.append("review matrix")
        lines = [[Cell(text), *(values[key, result] for result, _ in RESULTS)] for key, text in GROUPS]
        return [[[Cell(""), *names], *lines]]
    pen.drawing.manner.append("review transposed")
    return [_transpose(full)]


def resolved(table: Table) -> list[list[str]]:
    """Give the rectangle of a table, each spanning cell in all its places."""
    places: dict[tuple[int, int], str] = {}
    for at, line in enumerate(table):
        column = 0
        for cell in line:
            while (at, column) in places:
                column += 1
            for row in range(at, min(at + cell.down, len(table))):
                for step in range(cell.across):
                    places[row, column + step] = cell.text
            column += cell.across
    width = max(column for _, column in places) + 1
    return [[places.get((row, column), "") for column in range(width)] for row in range(len(table))]


def page(rng: random.Random, tables: list[Table]) -> str:
    """Print tables as mark-up, in one manner for all of them."""
    manner = rng.choice(["plain", "plain", "word", "breaks", "head", "unclosed", "upper"])
    parts = [_markup(rng, table, manner) for table in tables]
    body = "<p>二、主动公开政府信息情况</p>".join(parts)
    if rng.random() < 0.1:
        body = f"<table width=100%><tr><td><p>正文</p>{body}</td></tr></table>"
    return f"<html><body><h1>报告</h1>{body}</body></html>"


def _markup(rng: random.Random, table: Table, manner: str) -> str:
    lines = []
    for number, line in enumerate(table):
        cells = "".join(_cell(rng, cell, manner) for cell in line)
        row = f"<tr>{cells}" if manner == "unclosed" else f"<tr>{cells}</tr>"
        if manner == "head" and number == 0 and all(cell.down == 1 for cell in line):
            row = f"<thead>{row}</thead>"
        lines.append(row)
    return f'<table border="1" class="MsoTable">{"".join(lines)}</table>'


def _cell(rng: random.Random, cell: Cell, manner: str) -> str:
    tag = "th" if cell.heading else "td"
    spans = "".join(
        f" {name}={'' if manner == 'upper' else chr(34)}{count}{'' if manner == 'upper' else chr(34)}"
        for name, count in (("colspan", cell.across), ("rowspan", cell.down))
        if count > 1
    )
    text = escape(cell.text).replace("\xa0", "&nbsp;")
    if manner == "word":
        pieces = [
            f"<span lang=EN-US style='font-size:12.0pt'>{piece}<o:p></o:p></span>"
            for piece in _pieces(rng, text)
        ]
        text = f"<p class=MsoNormal align=center>{''.join(pieces)}</p><!--[if !vml]--><!--[endif]-->"
    elif manner == "breaks" and "\n" in text:
        text = text.replace("\n", "<br/>")
    elif manner == "breaks":
        text = f"<p>{text}</p>"
    opening = f"<{tag.upper() if manner == 'upper' else tag}{spans}>"
    return opening + text + ("" if manner == "unclosed" else f"</{tag}>")


def _pieces(rng: random.Random, text: str) -> list[str]:
    if "&" in text or len(text) < 2:
        return [text]
    cut = rng.randrange(1, len(text))
    return [text[:cut], text[cut:]]


def text_lines(tables: list[Table], *, spans: bool) -> list[str]:
    """Print tables as pipe-delimited lines, with spanning cells in all places or only in the first."""
    lines: list[str] = []
    for table in tables:
        rows = resolved(table) if spans else [[cell.text for cell in line] for line in table]
        lines += [" | ".join(" ".join(text.split()) for text in row) + " |" for row in rows]
        lines.append("")
    return lines
