"""Links that only a script follows: ``javascript:goPage(3)``, with the script and the form on the same page.

No script is run. What such a function does on real pages is one of two things: it puts its argument into
an address, or into a field of a form that it submits; both can be read from its text. Where the function
is not on the page, a form with a field for a page number is taken for what it submits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reportharvest.crawling.pagers import PagerRequest
from reportharvest.crawling.urls import canonical

__all__ = ["Scripts"]

MAX_FUNCTIONS = 200
MAX_BODY_CHARS = 4_000
MAX_FORMS = 50
MAX_FIELDS = 100
_FUNCTION = re.compile(
    r"(?:\bfunction\s+([\w$]{1,60})|\b([\w$]{1,60})\s*[=:]\s*function)\s*\(([^()]{0,200})\)\s*\{"
)
_CALL = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60})\s*\(([^()]{0,300})\)")
_LOCATION = re.compile(r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:assign|replace)\s*\(|open\s*\()")
_SET_VALUE = re.compile(r"([\w$.\[\]()'\"#]{1,120})\.value\s*=(?!=)\s*([^;\n]{1,200})")
_SET_JQUERY = re.compile(r"\$\(\s*['\"]([^'\"]{1,80})['\"]\s*\)\.val\(\s*([^()]{1,100})\)")
_ASSIGNED = re.compile(r"\b([A-Za-z_$][\w$]{0,60})\s*=(?!=)\s*([^;\n]{1,500})")
_TOKEN = re.compile(
    r"""\s*(?:(?P<quote>['"`])(?P<text>.*?)(?P=quote)|(?P<number>\d{1,9})"""
    r"""|\(\s*(?P<base>[A-Za-z_$][\w$]*)\s*(?P<sign>[+-])\s*(?P<step>\d{1,4})\s*\)|(?P<name>[A-Za-z_$][\w$.]*))\s*"""
)
_PAGE_FIELD = re.compile(
    r"(?:.*[._])?(?:(?:cur(?:r|rent)?|now|to|go)?_?page_?(?:no|num|number|index|id)?|pn|p)", re.IGNORECASE
)
# ASP.NET sends the state of the page at hand with every request, so that the same page of a list can be
# asked for in as many ways as there are pages that link to it
_STATE_FIELD = "__VIEWSTATE"


@dataclass(frozen=True, slots=True)
class _Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def field_of(self, name: str) -> str | None:
        """The name under which a field is sent, from its name or id."""
        return name if name in self.fields else self.ids.get(name)


class Scripts:
    """The functions and forms of one page.

    Args:
        tree: the page.
        text: the text of its scripts.
        url: its canonical URL.
        base: what links are resolved against.

    >>> page = "<form name=f action=list.do><input type=hidden name=page></form>"
    >>> text = "function go(n) { document.f.page.value = n; document.f.submit(); }"
    >>> scripts = Scripts(LexborHTMLParser(page), text, "http://a.example/c/", "http://a.example/c/")
    >>> scripts.request("javascript:go(3)").url
    'http://a.example/c/list.do?page=3'
    """

    def __init__(self, tree: LexborHTMLParser, text: str, url: str, base: str) -> None:
        self._url = url
        self._base = base
        self._functions: dict[str, tuple[list[str], str]] = {}
        for match in _FUNCTION.finditer(text):
            if len(self._functions) >= MAX_FUNCTIONS:
                break
            parameters = [one.strip() for one in match[3].split(",")]
            self._functions[match[1] or match[2]] = (parameters, _body(text, match.end()))
        self._text = text
        self._values: dict[str, str] | None = None
        self._forms = [_form(node) for node in tree.css("form")[:MAX_FORMS]]

    def request(self, code: str, this_value: str | None = None) -> PagerRequest | None:
        """Give the request that a call such as ``goPage(3)`` makes; None where that cannot be read.

        Args:
            code: the ``href`` or ``onclick`` that holds the call.
            this_value: what ``this.value`` stands for: the chosen option of a select box.
        """
        code = code[:2000]
        known = {} if this_value is None else {"this.value": this_value}
        code = re.sub(r"this\.options\[\s*this\.selectedIndex\s*\]\.value", "this.value", code)
        found = self._done_by(code, known)
        if found is not None:
            return found
        for match in _CALL.finditer(code):
            arguments = [self._evaluated(one, known) for one in _split(match[2])]
            if match[1] in self._functions:
                parameters, body = self._functions[match[1]]
                bound = {
                    name: value
                    for name, value in zip(parameters, arguments, strict=False)
                    if value is not None
                }
                found = self._done_by(body, known | bound)
            else:
                found = self._submitted_number([one for one in arguments if one is not None])
            if found is not None:
                return found
        return None

    def option(self, select: LexborNode, value: str) -> PagerRequest | None:
        """Give the request that choosing an option makes: it submits its form, or calls a function."""
        code = select.attributes.get("onchange") or ""
        name = select.attributes.get("name") or ""
        if "submit" in code and name:
            form = next((one for one in self._forms if name in one.fields), None)
            return None if form is None else self._submitted(form, {name: value})
        return self.request(code, value) if code else None

    def carries_state(self) -> bool:
        """Tell whether the page's form sends its state along, so that only one way may be followed."""
        return any(_STATE_FIELD in form.fields for form in self._forms)

    def _done_by(self, code: str, known: Mapping[str, str]) -> PagerRequest | None:
        """What a stretch of script asks for, with its parameters known."""
        local = dict(known)
        for match in _ASSIGNED.finditer(code):
            value = None if match[1] in known else self._evaluated(match[2], local)
            if value is not None:
                local[match[1]] = value
        addresses = [
            (self._evaluated(code[match.end() : match.end() + 500], local), match.end())
            for match in _LOCATION.finditer(code)
        ]
        uses = [
            address
            for address, at in addresses
            if address and _mentions(code[at : at + 500].partition(";")[0], local)
        ]
        target = canonical(uses[-1], self._base) if uses else None
        if target is not None:
            return PagerRequest(target)
        return self._submits(code, local) if "submit" in code else None

    def _submits(self, code: str, known: Mapping[str, str]) -> PagerRequest | None:
        changes: dict[str, str] = {}
        for match in [*_SET_VALUE.finditer(code), *_SET_JQUERY.finditer(code)]:
            words = re.findall(r"[\w$]+", match[1])
            value = self._evaluated(match[2], known)
            if words and value is not None:
                changes[words[-1]] = value
        for form in self._forms:
            set_here = {
                sent: value for name, value in changes.items() if (sent := form.field_of(name)) is not None
            }
            if set_here:
                return self._submitted(form, set_here)
        return None

    def _submitted_number(self, arguments: list[str]) -> PagerRequest | None:
        """A function that is not on the page: taken to send a page number with the form that has one."""
        numbers = [one for one in arguments if one.isascii() and one.isdigit() and len(one) <= 5]
        if len(numbers) != 1:
            return None
        for form in self._forms:
            fields = [name for name in form.fields if _PAGE_FIELD.fullmatch(name)]
            if len(fields) == 1:
                return self._submitted(form, {fields[0]: numbers[0]})
        return None

    def _submitted(self, form: _Form, changes: Mapping[str, str]) -> PagerRequest | None:
        target = canonical(form.action, self._base) if form.action.strip() else self._url
        if target is None:
            return None
        data = urlencode(form.fields | dict(changes))
        if form.method == "post":
            return PagerRequest(target, "POST", data)
        asked = canonical(f"{target.partition('?')[0]}?{data}")
        return None if asked is None else PagerRequest(asked)

    def _evaluated(self, expression: str, known: Mapping[str, str]) -> str | None:
        """The value of strings, numbers and known names joined by ``+``; None where it has anything else."""
        parts: list[str] = []
        position = 0
        while True:
            match = _TOKEN.match(expression, position)
            if match is None:
                return None
            value = self._token(match, known)
            if value is None:
                return None
            parts.append(value)
            position = match.end()
            if expression[position : position + 1] != "+":
                break
            position += 1
        rest = expression[position : position + 1]
        return "".join(parts) if rest in {"", ";", ")", ",", "}", "\n"} else None

    def _token(self, match: re.Match[str], known: Mapping[str, str]) -> str | None:
        if match["quote"]:
            return match["text"]
        if match["number"]:
            return match["number"]
        if match["base"]:
            value = self._known(match["base"], known)
            if value is None or not (value.isascii() and value.isdigit()):
                return None
            step = int(match["step"])
            return str(int(value) + (step if match["sign"] == "+" else -step))
        return self._known(match["name"], known)

    def _known(self, name: str, known: Mapping[str, str]) -> str | None:
        if name in known:
            return known[name]
        if self._values is None:
            self._values = {}
            for found in re.finditer(
                r"\b([A-Za-z_$][\w$]{0,60})\s*=\s*(?:['\"]([^'\"\n]{0,300})['\"]|(\d{1,9}))\s*[;,\n]",
                self._text,
            ):
                self._values.setdefault(found[1], found[2] if found[2] is not None else found[3])
        return self._values.get(name)


def _mentions(expression: str, known: Mapping[str, str]) -> bool:
    return any(name in known for name in re.findall(r"[A-Za-z_$][\w$.]*", expression))


def _split(arguments: str) -> list[str]:
    return [one.strip() for one in arguments.split(",")] if arguments.strip() else []


def _body(text: str, start: int) -> str:
    """A function's body: to the brace that closes it."""
    depth = 1
    stretch = text[start : start + MAX_BODY_CHARS]
    for match in re.finditer(r"[{}]", stretch):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return stretch[: match.start()]
    return stretch


def _form(node: LexborNode) -> _Form:
    attributes = node.attributes
    form = _Form(
        attributes.get("action") or "",
        "post" if (attributes.get("method") or "").strip().lower() == "post" else "get",
    )
    for one in node.css("input, select")[:MAX_FIELDS]:
        name = one.attributes.get("name") or ""
        kind = (one.attributes.get("type") or "text").lower()
        if not name or (one.tag == "input" and kind in {"submit", "button", "image", "reset", "file"}):
            continue
        if kind in {"checkbox", "radio"} and "checked" not in one.attributes:
            continue
        form.fields[name] = _value(one)
        if one.attributes.get("id"):
            form.ids[str(one.attributes["id"])] = name
    return form


def _value(node: LexborNode) -> str:
    if node.tag != "select":
        return (node.attributes.get("value") or "")[:100_000]
    options = node.css("option")
    chosen = [one for one in options if "selected" in one.attributes] or options[:1]
    return (chosen[0].attributes.get("value") or chosen[0].text().strip())[:300] if chosen else ""
