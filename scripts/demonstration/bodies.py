"""Print an article's blocks as the mark-up of one editor or another; the words are the same in all of them."""

# ruff: noqa: E501 (prose and mark-up stand on lines as they are printed)

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from random import Random

from .article import Block, Cell, Grid

__all__ = ["BODIES", "plain_body"]

_WORD = (
    "mso-margin-top-alt:auto;mso-margin-bottom-alt:auto;text-indent:32.0pt;mso-char-indent-count:2.0;"
    "line-height:28.0pt;mso-line-height-rule:exactly"
)
_FONT = "font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体;mso-bidi-font-family:宋体"
_BLACK = "font-size:16.0pt;font-family:黑体;mso-bidi-font-family:宋体;color:black;mso-font-kerning:0pt"


def plain_table(grid: Grid, cell: Callable[[Cell], str], attributes: str) -> str:
    """Print a table, one row a line."""
    rows = [
        "<tr>" + "".join(f"<td{_spans(one)}>{cell(one)}</td>" for one in row) + "</tr>" for row in grid.rows
    ]
    return f"<table {attributes}>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>"


def _spans(cell: Cell) -> str:
    across = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    down = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return across + down


def _linked(block: Block) -> str:
    if block.link is None:
        text = escape(block.text, quote=False)
        if "门户网站" in text and len(text) % 3 == 0:
            text = text.replace(
                "门户网站", '<a href="http://www.example.gov.cn/" target="_blank">门户网站</a>', 1
            )
        return text
    label = block.text.removesuffix(block.link.title)
    return f'{label}<a href="{block.link.href}" target="_blank">{escape(block.link.title, quote=False)}</a>'


def paragraphs(blocks: Sequence[Block], rng: Random) -> str:
    """Print each block as a paragraph with an indent; headings are bold."""
    indent = rng.choice(['style="text-indent: 2em;"', 'style="text-indent:2em;line-height:2em"', ""])
    pad = "" if indent else rng.choice(["　　", "&nbsp;&nbsp;&nbsp;&nbsp;", "&emsp;&emsp;"])
    bold = rng.choice(["strong", "b", "strong"])
    out = []
    for block in blocks:
        if block.grid:
            attributes = (
                'border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse" width="100%"'
            )
            out.append(
                plain_table(block.grid, lambda one: f"<p>{escape(one.text, quote=False)}</p>", attributes)
            )
        elif block.kind == "heading":
            out.append(f"<p {indent}>{pad}<{bold}>{escape(block.text, quote=False)}</{bold}></p>")
        elif block.kind == "run-in":
            head = f"<{bold}>{escape(block.text, quote=False)}</{bold}>"
            out.append(f"<p {indent}>{pad}{head}{escape(block.rest, quote=False)}</p>")
        elif block.kind == "signature":
            out.append(f'<p style="text-align: right;">{block.text}</p>')
        else:
            out.append(f"<p {indent}>{pad}{_linked(block)}</p>")
    return "\n".join(out)


def breaks(blocks: Sequence[Block], rng: Random) -> str:
    """Print everything in one cell, lines parted by br, as old editors did."""
    line = rng.choice(["<br>", "<br/>", "<BR>\n<BR>", "<br />\n"])
    pad = rng.choice(["　　", "&nbsp;&nbsp;&nbsp; ", "&nbsp;&nbsp;&nbsp;&nbsp;"])
    bold = rng.random() < 0.5
    out = []
    for block in blocks:
        if block.grid:
            attributes = 'border=1 cellspacing=0 cellpadding=2 bordercolor="#999999" width=600 align=center'
            cell = lambda one: f"<font size=2>{escape(one.text, quote=False) or '&nbsp;'}</font>"  # noqa: E731
            out.append(plain_table(block.grid, cell, attributes))
        elif block.kind == "heading" and (bold or not block.numbered):
            out.append(f"{pad}<b>{escape(block.text, quote=False)}</b>{line}")
        elif block.kind == "signature":
            out.append(f"{'&nbsp;' * 40}{block.text}{line}")
        else:
            text = escape(block.text + block.rest, quote=False) if block.link is None else _linked(block)
            out.append(f"{pad}{text}{line}")
    return "\n".join(out)


def word(blocks: Sequence[Block], rng: Random) -> str:
    """Print as Word's export does: MsoNormal, a span for every change between digits and Han."""
    out = []
    for block in blocks:
        if block.grid:
            attributes = (
                'class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" '
                'style="border-collapse:collapse;mso-padding-alt:0cm 5.4pt 0cm 5.4pt"'
            )
            out.append(plain_table(block.grid, _word_cell, attributes))
        elif block.kind == "heading":
            out.append(
                f'<p class="MsoNormal" style="{_WORD}"><b>{_word_spans(block.text, _BLACK)}<o:p></o:p></b></p>'
            )
        elif block.kind == "run-in":
            body = _word_spans(block.text, _BLACK) + _word_spans(block.rest, _FONT)
            out.append(
                f'<p class="MsoNormal" style="{_WORD}">{body}<span lang="EN-US"><o:p></o:p></span></p>'
            )
        elif block.kind == "signature":
            style = "text-align:right;line-height:28.0pt"
            out.append(
                f'<p class="MsoNormal" align="right" style="{style}">{_word_spans(block.text, _FONT)}</p>'
            )
        elif block.link is not None:
            out.append(
                f'<p class="MsoNormal" style="{_WORD}"><span style="{_FONT}">{_linked(block)}</span></p>'
            )
        else:
            out.append(f'<p class="MsoNormal" style="{_WORD}">{_word_spans(block.text, _FONT)}</p>')
            if rng.random() < 0.1:
                out.append('<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>')
    return "\n".join(out)


def _word_spans(text: str, style: str) -> str:
    out = []
    for part in re.findall(r"[0-9A-Za-z.%]+|[^0-9A-Za-z.%]+", text):
        lang = ' lang="EN-US"' if part[0].isascii() and part[0].isalnum() else ""
        out.append(f'<span{lang} style="{style}">{escape(part, quote=False)}</span>')
    return "".join(out)


def _word_cell(cell: Cell) -> str:
    span = (
        f'<span style="font-size:9.0pt;font-family:宋体">{escape(cell.text, quote=False) or "&nbsp;"}</span>'
    )
    return f'<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan">{span}</p>'


def headed(blocks: Sequence[Block], rng: Random) -> str:
    """Print with real heading elements and lists of div, as newer systems do."""
    out = []
    for block in blocks:
        if block.grid:
            attributes = 'class="bg-table" border="0"'
            cell = lambda one: f"<span>{escape(one.text, quote=False)}</span>"  # noqa: E731
            out.append('<div class="table-wrap">' + plain_table(block.grid, cell, attributes) + "</div>")
        elif block.kind == "heading":
            tag = f"h{min(6, block.level + 1)}"
            out.append(f"<{tag}>{escape(block.text, quote=False)}</{tag}>")
        elif block.kind == "run-in":
            out.append(
                f'<p><span class="bold">{escape(block.text, quote=False)}</span>{escape(block.rest, quote=False)}</p>'
            )
        elif block.kind == "signature":
            out.append(f'<p class="right">{block.text}</p>')
        else:
            out.append(f"<p>{_linked(block)}</p>")
    rng.random()
    return "\n".join(out)


def fonts(blocks: Sequence[Block], rng: Random) -> str:
    """Print with font tags and layout tables, a row a paragraph, as pages of 2008 did."""
    out = ['<table width="96%" border="0" align="center" cellpadding="0" cellspacing="0">']
    size = rng.choice(["3", "2"])
    for block in blocks:
        if block.grid:
            attributes = 'border="1" cellspacing="0" cellpadding="3" bordercolor="#000000" width="100%"'
            cell = lambda one: f'<div align="center">{escape(one.text, quote=False) or "&nbsp;"}</div>'  # noqa: E731
            inner = plain_table(block.grid, cell, attributes)
        elif block.kind == "heading":
            inner = f'<font size="{size}" face="黑体" color="#000080">　　{escape(block.text, quote=False)}</font>'
            inner = inner if block.numbered else f"<b>{inner}</b>"
        elif block.kind == "run-in":
            head = f'<font size="{size}" face="楷体_GB2312">　　{escape(block.text, quote=False)}</font>'
            inner = f'{head}<font size="{size}">{escape(block.rest, quote=False)}</font>'
        elif block.kind == "signature":
            inner = f'<div align="right"><font size="{size}">{block.text}</font></div>'
        else:
            inner = f'<font size="{size}">　　{_linked(block)}</font>'
        out.append(f'<tr><td class="style{rng.randint(1, 9)}">{inner}</td></tr>')
    out.append("</table>")
    return "\n".join(out)


def plain_body(blocks: Sequence[Block], *, pipes: bool = True) -> str:
    """Print as text, cells parted by pipes."""
    out = []
    for block in blocks:
        if block.grid:
            out += [" | ".join(row) + " |" if pipes else "\t".join(row) for row in block.grid.rectangle()]
        else:
            out.append(block.text + block.rest)
    return "\n".join(out)


BODIES: dict[str, Callable[[Sequence[Block], Random], str]] = {
    "paragraphs": paragraphs,
    "breaks": breaks,
    "word": word,
    "headed": headed,
    "fonts": fonts,
}
