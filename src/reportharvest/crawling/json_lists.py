"""Lists that a site keeps behind a JSON interface, as ``[[list_api]]`` of its description says.

Nothing is guessed here: the description gives the address with its page number, and where in an answer the
rows and in a row the link stand. What an answer does not hold is said with the place and what there is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportharvest.crawling.urls import canonical

__all__ = [
    "LIST_API_SETTINGS",
    "JsonRows",
    "ListApi",
    "ListApiSetting",
    "read_list_api",
    "read_rows",
    "unwrapped_json",
]

MAX_ROWS = 10_000
MAX_TEXT_CHARS = 300
MAX_ENTRIES_SHOWN = 12
_PLACEHOLDER = re.compile(r"\{(page|start|end|size)\}")
_FIELD = re.compile(r"\{([^{}]{1,100})\}")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6}|\*)\]")
_TAG = re.compile(r"<[^<>]{1,500}>")


@dataclass(frozen=True, slots=True)
class ListApiSetting:
    """One name of a ``[[list_api]]``: its type, its default, what it means."""

    name: str
    kind: str
    default: Any
    help: str


LIST_API_SETTINGS: tuple[ListApiSetting, ...] = (
    ListApiSetting("url", "string", None, "address; {page}, {start}, {end} and {size} stand for numbers"),
    ListApiSetting("method", "string", "GET", "GET or POST"),
    ListApiSetting(
        "body", "string", "", "what is posted, with the same names in braces: a form a=1&b={page}, or JSON"
    ),
    ListApiSetting("rows", "string", None, "where the rows are: data.list, result[0].items; . for all"),
    ListApiSetting("link", "string", None, "name in a row of its link, or an address: /art/{id}.html"),
    ListApiSetting("title", "string", "", "name in a row of its title"),
    ListApiSetting("date", "string", "", "name in a row of its date"),
    ListApiSetting("only", "string", "", "regular expression; rows whose title does not match are left out"),
    ListApiSetting("first_page", "integer", 1, "number of the first page"),
    ListApiSetting("page_size", "integer", 15, "rows a page, for {start}, {end} and {size}"),
    ListApiSetting("total", "string", "", "where the number of rows is; empty: go on until a page is empty"),
    ListApiSetting("pages", "string", "", "where the number of pages is; empty: go on until a page is empty"),
)  # fmt: skip
"""Every name that a ``[[list_api]]`` may use."""


@dataclass(frozen=True, slots=True)
class ListApi:
    """A list behind a JSON interface; the fields are the names of :data:`LIST_API_SETTINGS`.

    >>> api = ListApi("http://a.example/list?p={page}", rows="data", link="url", first_page=0)
    >>> api.request(2), api.page_of("GET", "http://a.example/list?p=2", "")
    (('http://a.example/list?p=2', ''), 2)
    """

    url: str
    rows: str
    link: str
    method: str = "GET"
    body: str = ""
    title: str = ""
    date: str = ""
    only: str = ""
    first_page: int = 1
    page_size: int = 15
    total: str = ""
    pages: str = ""

    @property
    def is_paged(self) -> bool:
        """Whether there are further pages to be asked for."""
        return _PLACEHOLDER.search(self.url + self.body) is not None

    def request(self, page: int) -> tuple[str, str]:
        """Give the canonical URL and the body that ask for a page."""
        start = (page - self.first_page) * self.page_size
        numbers = {"page": page, "start": start + 1, "end": start + self.page_size, "size": self.page_size}
        url, body = (
            _PLACEHOLDER.sub(lambda name: str(numbers[name[1]]), text) for text in (self.url, self.body)
        )
        return canonical(url) or url, body

    def page_of(self, method: str, url: str, body: str) -> int | None:
        """Give the number of the page that a request asked for; None where it is no request of this list."""
        if method != self.method:
            return None
        url_numbers, body_numbers = _numbers(canonical_template(self.url), url), _numbers(self.body, body)
        if url_numbers is None or body_numbers is None:
            return None
        numbers = url_numbers | body_numbers
        if "page" in numbers:
            page = numbers["page"]
        elif "start" in numbers:
            page = self.first_page + (numbers["start"] - 1) // self.page_size
        elif "end" in numbers:
            page = self.first_page + numbers["end"] // self.page_size - 1
        else:
            page = self.first_page
        return page if self.request(page) == (url, body) else None


@dataclass(frozen=True, slots=True)
class JsonRows:
    """What an answer gives.

    Attributes:
        rows: link as written, title and date of each row.
        following: the page that comes next, or None at the end.
        problem: what the answer should hold and does not, or None.
    """

    rows: tuple[tuple[str, str, str], ...] = ()
    following: int | None = None
    problem: str | None = None


def canonical_template(url: str) -> str:
    """Give the canonical form of an address with names in braces, the braces kept."""
    digits = {"page": "90000001", "start": "90000002", "end": "90000003", "size": "90000004"}
    marked = _PLACEHOLDER.sub(lambda name: digits[name[1]], url)
    found = canonical(marked) or marked
    for name, number in digits.items():
        found = found.replace(number, f"{{{name}}}")
    return found


def _numbers(template: str, text: str) -> dict[str, int] | None:
    parts = _PLACEHOLDER.split(template)
    seen: set[str] = set()
    pattern = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part)
        else:
            pattern += rf"(?P={part})" if part in seen else rf"(?P<{part}>-?\d{{1,9}})"
            seen.add(part)
    match = re.fullmatch(pattern, text)
    return None if match is None else {name: int(value) for name, value in match.groupdict().items()}


def read_rows(api: ListApi, text: str, page: int) -> JsonRows:
    """Read the rows of an answer.

    Args:
        api: what the description says of the list.
        text: the answer.
        page: the page that was asked for.
    Returns:
        The rows and the next page; or, for an answer that is not as described, what is wrong with it.

    >>> api = ListApi("http://a.example/list?p={page}", rows="data.list", link="url", title="name")
    >>> read_rows(api, '{"data": {"list": [{"url": "1.html", "name": "2019年年报"}]}}', 1)
    JsonRows(rows=(('1.html', '2019年年报', ''),), following=2, problem=None)
    >>> read_rows(api, '{"data": {"records": []}}', 1).problem
    'rows = "data.list": there is no "list" in "data"; there are: records'
    """
    answer = unwrapped_json(text)
    if answer is None:
        return JsonRows(problem=f"the answer is no JSON; it begins with {text[:60]!r}")
    found, problem = _at(answer, api.rows)
    if problem is not None:
        return JsonRows(problem=f'rows = "{api.rows}": {problem}')
    if found is None:
        found = []
    if not isinstance(found, list):
        return JsonRows(problem=f'rows = "{api.rows}": is {_kind(found)}, not an array')
    rows, missing = [], ""
    for row in found[:MAX_ROWS]:
        link, wrong = _link(api.link, row)
        if link is None:
            missing = missing or wrong
            continue
        title, date = (_text(_at(row, name)[0]) if name else "" for name in (api.title, api.date))
        if not api.only or re.search(api.only, title):
            rows.append((link, title, date))
    if missing and not rows and found:
        return JsonRows(problem=f'link = "{api.link}": {missing}')
    following, problem = _following(api, answer, len(found), page)
    return JsonRows(tuple(rows), following, problem)


def unwrapped_json(text: str) -> Any:
    """Read an object or array, also inside of a call, ``callback({…});``; None where a text is neither.

    >>> unwrapped_json('jQuery123({"rows": []});'), unwrapped_json("3")
    ({'rows': []}, None)
    """
    match = re.match(r"\s*[\w$.]{1,80}\s*\((?=\s*[\[{])", text)
    if match:
        text = text[match.end() :].rstrip().rstrip(";").rstrip().removesuffix(")")
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def _following(api: ListApi, answer: Any, found: int, page: int) -> tuple[int | None, str | None]:
    if not api.is_paged:
        return None, None
    for path, unit in ((api.pages, 1), (api.total, api.page_size)):
        if path:
            value, problem = _at(answer, path)
            count = _count(value)
            if problem is not None or count is None:
                name = "pages" if unit == 1 else "total"
                return None, f'{name} = "{path}": {problem or f"is {_kind(value)}, not a number"}'
            return (page + 1 if (page - api.first_page + 1) * unit < count else None), None
    return (page + 1 if found else None), None


def _count(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    return None


def _link(path: str, row: Any) -> tuple[str | None, str]:
    if "{" not in path:
        value, problem = _at(row, path)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip(), ""
        return None, problem or f"is {_kind(value)}, not a text"
    made, position = "", 0
    for match in _FIELD.finditer(path):
        value, problem = _at(row, match[1])
        if problem is not None or isinstance(value, (dict, list)) or value is None:
            return None, problem or f'"{match[1]}" is {_kind(value)}'
        made += path[position : match.start()] + str(value)
        position = match.end()
    return made + path[position:], ""


def _at(value: Any, path: str) -> tuple[Any, str | None]:
    """Follow a path; the value, or what is wrong."""
    if path in {"", "."}:
        return value, None
    before = ""
    for match in _STEP.finditer(path):
        place = f'"{before}"' if before else "the answer"
        if match[1] is not None:
            if not isinstance(value, Mapping):
                return None, f"{place} is {_kind(value)}, not an object"
            if match[1] not in value:
                names = ", ".join(list(map(str, value))[:MAX_ENTRIES_SHOWN]) or "none"
                return None, f'there is no "{match[1]}" in {place}; there are: {names}'
            value = value[match[1]]
            before += ("." if before else "") + match[1]
        else:
            if not isinstance(value, list):
                return None, f"{place} is {_kind(value)}, not an array"
            if match[2] == "*":
                value = [inner for one in value for inner in (one if isinstance(one, list) else [one])]
            elif int(match[2]) >= len(value):
                return None, f"{place} has {len(value)} entries"
            else:
                value = value[int(match[2])]
            before += f"[{match[2]}]"
    return value, None


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _text(value: Any) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return ""
    return " ".join(_TAG.sub("", str(value)[: 10 * MAX_TEXT_CHARS]).split())[:MAX_TEXT_CHARS]


def read_list_api(content: Any) -> ListApi:
    """Check one ``[[list_api]]`` of a description.

    Raises:
        ValueError: a name or value is wrong; the message says which, and what is allowed.

    >>> read_list_api({"url": "http://a.example/?p={page}", "rows": "data", "link": "url"}).method
    'GET'
    """
    if not isinstance(content, dict):
        raise ValueError("must be a table, [[list_api]]")  # noqa: TRY004 (a value of a file)
    known = {one.name: one for one in LIST_API_SETTINGS}
    for name in content:
        if name not in known:
            raise ValueError(f'has no setting "{name}"; allowed here: {", ".join(sorted(known))}')
    values: dict[str, Any] = {}
    for one in LIST_API_SETTINGS:
        value = content.get(one.name, one.default)
        if value is None:
            raise ValueError(f"{one.name} is missing: {one.help}")
        wanted = str if one.kind == "string" else int
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ValueError(f"{one.name} must be a {one.kind}, not {value!r}")  # noqa: TRY004
        values[one.name] = value
    values["method"] = values["method"].upper()
    if values["method"] not in {"GET", "POST"}:
        raise ValueError(f'method must be GET or POST, not "{values["method"]}"')
    if values["body"] and values["method"] == "GET":
        raise ValueError('body is given, but method is "GET"; a body is posted')
    if canonical(_PLACEHOLDER.sub("1", values["url"])) is None:
        raise ValueError(f'url = "{values["url"]}" is not an http or https URL')
    if values["page_size"] < 1 or values["first_page"] < 0:
        raise ValueError("page_size must be at least 1, first_page at least 0")
    try:
        re.compile(values["only"])
    except re.error as error:
        raise ValueError(f'only = "{values["only"]}" is no regular expression: {error}') from error
    return ListApi(**values)
