"""A report before it is printed: title, metadata, breadcrumb and article of one agency and year."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from .agencies import Agency
from .article import Article, Cell, Grid, Link
from .forms import Forms, FormStyle, draw_forms
from .prose import PREAMBLES, TOPICS, fill

__all__ = ["Draft", "Moment", "draw_draft"]

_DIGITS = "零一二三四五六七八九十"
_HALF = str.maketrans("，：（）；", ",:();")
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}


@dataclass(frozen=True)
class Moment:
    """A day, with a time or without, in China's time zone."""

    year: int
    month: int
    day: int
    time: str | None = None

    def iso(self) -> str:
        """Give it as the record does."""
        day = f"{self.year}-{self.month:02}-{self.day:02}"
        return f"{day}T{self.time}+08:00" if self.time else day

    def printed(self, manner: str) -> str:
        """Give it as pages print it: dash, slash, chinese, padded, seconds, han, wide."""
        time = f" {self.time[:5]}" if self.time else ""
        if manner == "chinese":
            return f"{self.year}年{self.month}月{self.day}日{time}"
        if manner == "seconds" and self.time:
            return f"{self.year}-{self.month:02}-{self.day:02} {self.time}"
        if manner == "wide":
            return self.printed("dash").translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789"})
        if manner == "han":
            year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(self.year))
            return f"{year}年{chinese_number(self.month)}月{chinese_number(self.day)}日{time}"
        if manner == "padded":
            return f"{self.year}年{self.month:02}月{self.day:02}日{time}"
        mark = "/" if manner == "slash" else "-"
        return f"{self.year}{mark}{self.month:02}{mark}{self.day:02}{time}"


@dataclass
class Draft:
    """Everything a template needs, and everything that is true whatever the template."""

    agency: Agency
    year: int
    title: str
    breadcrumb: list[str]
    published: Moment
    written: Moment | None
    fields: dict[str, str | None]
    article: Article
    forms: Forms | None
    links: list[Link] = field(default_factory=list)
    date_manner: str = "dash"
    url: str = ""
    visits: int = 0


def chinese_number(number: int) -> str:
    """Write 1 to 39 in Chinese numerals.

    >>> [chinese_number(one) for one in (1, 10, 12, 21)]
    ['一', '十', '十二', '二十一']
    """
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + (
        _DIGITS[ones] if ones or not tens else ""
    )


_MARKS = {
    "cn": lambda at: (chinese_number(at), f"{chinese_number(at)}、"),
    "brackets": lambda at: (chinese_number(at), f"（{chinese_number(at)}）"),
    "dot": lambda at: (str(at), f"{at}."),
    "wide-dot": lambda at: (str(at), f"{at}．"),
    "comma": lambda at: (str(at), f"{at}、"),
    "round": lambda at: (str(at), f"（{at}）"),
    "circle": lambda at: ("①②③④⑤⑥⑦⑧⑨⑩"[at - 1],) * 2,
    "is": lambda at: (f"{chinese_number(at)}是",) * 2,
}


class _Writer:
    """Draws an article topic by topic."""

    def __init__(self, agency: Agency, year: int, rng: Random, style: Any, wishes: dict[str, Any]) -> None:
        numbered = wishes.get("numbered", True)
        self._run_in = wishes.get("run_in", False)
        self.article = Article(style)
        self._agency = agency
        self._year = year
        self._rng = rng
        self._used: set[str] = set()
        self._numbered = numbered
        self._second = rng.choice(["brackets", "brackets", "is", "dot"]) if numbered else "is"
        below = rng.choice(["dot", "wide-dot", "comma", "is", "round", "circle"])
        self._third = below if self._second == "brackets" else "round"

    @property
    def is_run_in(self) -> bool:
        """Whether the text is to be one that has lost its line ends."""
        return bool(self._run_in)

    def first_mark(self, at: int) -> tuple[str | None, str]:
        """Give number and mark of a heading of the first level; none where headings are only bold."""
        return _MARKS["cn"](at) if self._numbered else (None, "")

    def say(self, sentence: str) -> str:
        return fill(sentence, self._rng, agency=self._agency.own, full=self._agency.full, year=self._year)

    def preamble(self) -> None:
        for sentence in self._rng.sample(PREAMBLES, self._rng.choice([1, 1, 2])):
            self.article.paragraph(self.say(sentence))

    def topic(self, at: int, key: str, heading: str | None = None, *, deep: bool = True) -> None:
        topic = TOPICS[key]
        number, mark = self.first_mark(at)
        self.article.heading(1, number, mark, heading or self._rng.choice(topic["headings"]))
        count = self._rng.randint(1, 3) if key not in {"other", "review", "fees"} else 1
        sentences = self._pick(topic["sentences"], count + 1)
        if self._rng.random() < 0.5 or len(sentences) < 3:
            self.article.paragraph("".join(self.say(one) for one in sentences[:3]))
        else:
            self.article.paragraph(self.say(sentences[0]))
            self.article.paragraph("".join(self.say(one) for one in sentences[1:]))
        items = topic["items"]
        if deep and len(items) > 1 and self._rng.random() < 0.85:
            self._items(self._rng.sample(items, min(len(items), self._rng.randint(2, 5))))

    def _pick(self, sentences: Any, count: int) -> list[str]:
        fresh = [one for one in sentences if one not in self._used] or list(sentences)
        picked = self._rng.sample(fresh, min(count, len(fresh)))
        self._used.update(picked)
        return sorted(picked, key=list(sentences).index)

    def _items(self, items: Any) -> None:
        run_in = self._run_in or self._second == "is" or self._rng.random() < 0.5
        single = run_in and self._rng.random() < 0.2
        skipped = 2 if self._rng.random() < 0.1 and not self._run_in else len(items) + 1
        for at, (heading, sentences) in enumerate(items, start=1):
            number, mark = _MARKS[self._second](at + (at >= skipped))
            if single:
                self.article.item(2, number, mark, f"{heading}，{self.say(sentences[0])}")
                continue
            if run_in:
                self.article.run_in(2, number, mark, heading, "".join(self.say(one) for one in sentences))
                continue
            self.article.heading(2, number, mark, heading)
            if self._rng.random() < 0.3:
                self._leaves(sentences)
            else:
                for sentence in sentences:
                    self.article.paragraph(self.say(sentence))

    def _leaves(self, sentences: list[str]) -> None:
        for at, sentence in enumerate(sentences, start=1):
            number, mark = _MARKS[self._third](at)
            self.article.item(3, number, mark, self.say(sentence))


def draw_draft(agency: Agency, year: int, rng: Random, **wishes: Any) -> Draft:
    """Draw a report of one agency and year.

    Args:
        agency: who publishes it.
        year: the year it covers.
        rng: draws everything that is not wished for.
        wishes: ``form_style`` (FormStyle), ``title``, ``published`` (Moment), ``attachments`` (endings),
            ``signature`` (bool), ``numbered`` (False: headings are only bold), ``run_in`` (True: no
            heading below the first level has a line of its own), ``forms`` (False: the forms are left out).
    """
    style = (lambda text: text.translate(_HALF)) if agency.half_width else str
    writer = _Writer(agency, year, rng, style, wishes)
    late = rng.choice([(year + 1, 1), (year + 1, 1), (year + 1, 2), (year + 1, 3)])
    time = f"{rng.randint(8, 17):02}:{rng.randint(0, 59):02}:00" if rng.random() < 0.6 else None
    published = wishes.get("published") or Moment(*late, rng.randint(3, 27), time)
    title = style(wishes.get("title") or _title(agency, year, rng))
    forms = None
    if year >= 2019 and agency.key != "heyuan-normal":
        layout = "2019" if year < 2021 else "2021"
        forms = draw_forms(layout, rng, wishes.get("form_style") or _form_style(rng))
        _new_format(writer, forms, printed=wishes.get("forms", True))
        forms = forms if wishes.get("forms", True) else None
    else:
        _old_format(writer, rng)
    draft = Draft(
        agency=agency,
        year=year,
        title=title,
        breadcrumb=rng.choice(
            [
                ["首页", "政府信息公开", "政府信息公开年报"],
                ["首页", "信息公开", "年度报告"],
                ["首页", "公开年报"],
            ]
        ),
        published=published,
        written=Moment(published.year, published.month, max(1, published.day - 2))
        if rng.random() < 0.5
        else None,
        fields=_fields(agency, published, rng),
        article=writer.article,
        forms=forms,
        date_manner=rng.choice(
            ["dash", "dash", "dash", "chinese", "padded", "slash", "seconds", "han", "wide"]
        ),
        visits=rng.randint(12, 4000),
    )
    _attach(draft, rng, style, wishes.get("attachments"))
    if wishes.get("signature", rng.random() < 0.6):
        day = Moment(published.year, published.month, max(1, published.day - 2))
        writer.article.paragraph(agency.full, kind="signature")
        writer.article.paragraph(day.printed("chinese"), kind="signature")
    return draft


def _title(agency: Agency, year: int, rng: Random) -> str:
    forms = ["{full}{year}年{wording}", "{full}{year}年度{wording}", "{year}年{full}{wording}"]
    rare = ["{full}{han}年{wording}", "{full}关于{year}年度{wording}", "{full}{wording}（{year}年度）"]
    form = rng.choice(rare if rng.random() < 0.15 else forms)
    han = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    title = form.format(full=agency.full, year=year, wording=agency.wording, han=han)
    return title.replace("年度政府信息公开工作年度", "年政府信息公开工作年度")


def _form_style(rng: Random) -> FormStyle:
    return FormStyle(
        split=rng.random() < 0.3,
        transposed=rng.random() < 0.2,
        zero=rng.choice(["0", "0", "0", "", "/", "-", "无"]),
        thousands=rng.random() < 0.2,
        units=rng.random() < 0.2,
        wrong_total=rng.random() < 0.15,
        short=rng.random() < 0.1,
        spaced=rng.random() < 0.2,
        note=rng.random() < 0.8,
    )


def _new_format(writer: _Writer, forms: Forms, *, printed: bool) -> None:
    if writer._rng.random() < 0.4:
        writer.preamble()
    writer.topic(1, "overview", "总体情况")
    for at, (heading, grids) in enumerate(
        (
            ("主动公开政府信息情况", forms.active),
            ("收到和处理政府信息公开申请情况", forms.requests),
            ("政府信息公开行政复议、行政诉讼情况", forms.review),
        ),
        start=2,
    ):
        number, mark = writer.first_mark(at)
        writer.article.heading(1, number, mark, heading)
        for grid in grids if printed else ():
            writer.article.table(grid)
    writer.topic(5, "problems", "存在的主要问题及改进情况")
    writer.topic(6, "other", "其他需要报告的事项", deep=False)


def _old_format(writer: _Writer, rng: Random) -> None:
    if rng.random() < 0.75:
        writer.preamble()
    topics = ["overview", "disclosure", "requests", *(["fees"] if rng.random() < 0.6 else [])]
    topics += ["review", "problems", *(["other"] if rng.random() < 0.7 else [])]
    tabled = rng.random() < 0.25 and not writer.is_run_in
    for at, key in enumerate(topics, start=1):
        writer.topic(at, key)
        if tabled and key == "review":
            writer.article.paragraph("具体数据见下表：")
            writer.article.table(_old_table(rng))


def _old_table(rng: Random) -> Grid:
    """The table of figures that reports before 2019 end with; no statutory form."""
    rows = [(Cell("统计指标"), Cell("单位"), Cell("统计数"))]
    labels = ["主动公开政府信息数", "其中：1.政府公报公开政府信息数", "2.政府网站公开政府信息数"]
    counted = [(label, "条") for label in labels]
    counted += [(label, "件") for label in ("收到申请数", "申请答复数", "行政复议数量", "举报投诉数量")]
    for label, unit in counted:
        rows.append((Cell(label), Cell(unit), Cell(str(rng.choice([0, rng.randint(1, 900)])))))
    return Grid(tuple(rows))


def _fields(agency: Agency, published: Moment, rng: Random) -> dict[str, str | None]:
    scheme = rng.choice(
        [
            "{code}/{year}-{serial:05}",
            "{code}-{cat:02}-{year}-{serial:06}",
            "{code}/{cat:02}/{year}-{serial:05}",
        ]
    )
    index = scheme.format(
        code=agency.organisation, year=published.year, serial=rng.randint(1, 99999), cat=rng.randint(1, 12)
    )
    number = f"{agency.document}〔{published.year}〕{rng.randint(1, 90)}号" if rng.random() < 0.4 else None
    return {
        "index_number": index,
        "document_number": number,
        "disclosure_method": rng.choice(["主动公开", "主动公开", "主动公开", "依申请公开"]),
        "publisher": agency.short,
        "topic": rng.choice([None, "政务公开", "综合政务/政务公开", "财政、金融、审计"]),
        "keywords": rng.choice([None, "信息公开", "年度报告 信息公开", "政务公开;年报"]),
        "validity": rng.choice([None, "有效", "有效"]),
    }


def _attach(draft: Draft, rng: Random, style: Any, endings: list[str] | None) -> None:
    if endings is None:
        endings = rng.choice([[], [], [], ["pdf"], ["docx"], ["xlsx"], ["doc"], ["pdf", "xls"]])
    host = f"http://{draft.agency.host}"
    names = {"pdf": "（PDF版）", "docx": "全文", "xlsx": "统计表", "doc": "", "xls": "附表"}
    for at, ending in enumerate(endings, start=1):
        day = draft.published
        serial = rng.randint(10**6, 10**7 - 1)
        path = f"/attach/{day.year}/P0{day.year}{day.month:02}{day.day:02}{serial}.{ending}"
        text = style(f"{draft.year}年度报告{names[ending]}.{ending}")
        link = Link(rng.choice([path, host + path]), host + path, text, MEDIA[ending])
        draft.links.append(link)
        label = "附件：" if len(endings) == 1 else f"附件{at}："
        draft.article.paragraph(label + text, kind="attachment", link=link)
