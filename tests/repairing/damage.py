"""Damage of every kind that the codec rules undo, made from sound text; and the sound text."""

from __future__ import annotations

from collections.abc import Callable

REPORT = (
    "区财政局2018年度政府信息公开工作报告\n"
    "一、总体情况\n"
    "2018年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，不断建立和完善政府信息公开制度，切实保障公民的"
    "知情权、参与权、表达权和监督权。全年累计主动公开政府信息242条，其中通过政府网站公开198条，通过微信公众号公开"
    "44条。\n"
    "（一）不断加强组织领导，落实公开要求。信息公开工作牵涉到全局多个科室（单位），必须实行统一领导，建立密切配合、"
    "齐抓共管的有效机制。\n"
    "（二）持续强化队伍建设，保障更新速率。做好业务培训，及时调整工作人员，提升工作能力。\n"
    "二、收到和处理政府信息公开申请情况\n"
    "本年度共收到依申请公开13件，均已按时答复，其中予以公开9件，不予公开3件，无法提供1件。\n"
    "三、存在的主要问题及改进情况\n"
    "主要问题：一是公开内容不够全面；二是解读形式比较单一。下一步将拓宽公开渠道，丰富解读方式，提高公开质量。\n"
)
LAW = (
    "第一条 为了保障公民、法人和其他组织依法获取政府信息，提高政府工作的透明度，建设法治政府，充分发挥政府"
    "信息对人民群众生产、生活和经济社会活动的服务作用，制定本条例。\n"
    "第二条 本条例所称政府信息，是指行政机关在履行行政管理职能过程中制作或者获取的，以一定形式记录、保存的"
    "信息。\n"
    "第三条 各级人民政府应当加强对政府信息公开工作的组织领导。\n"
    "国务院办公厅是全国政府信息公开工作的主管部门，负责推进、指导、协调、监督全国的政府信息公开工作。\n"
    "第四条 各级人民政府及县级以上人民政府部门应当建立健全本行政机关的政府信息公开工作制度，并指定机构负责"
    "本行政机关政府信息公开的日常工作。\n"
    "第五条 行政机关公开政府信息，应当坚持以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则。\n"
)
NEWS = (
    "昨天下午，一场突如其来的大雨让市民措手不及。记者在现场看到，不少路段出现积水，行人纷纷到商店门口躲雨。气象部门"
    "表示，未来三天仍有阵雨，气温将下降五度左右，提醒大家出门带好雨具。一位老人告诉记者，他已经很久没有见过这么大的"
    "雨了。傍晚时分，雨渐渐小了，孩子们跑到院子里踩水，笑声传得很远。\n"
)
TRADITIONAL = (
    "為了保障公民、法人和其他組織依法獲取政府資訊，提高政府工作的透明度，建設法治政府，充分發揮政府資訊對人民群眾生產、"
    "生活和經濟社會活動的服務作用，制定本條例。各級人民政府應當加強對政府資訊公開工作的組織領導。"
)
PAGE = (
    '<html><head><title>政府信息公开</title></head><body>\n<h1 class="title">工作报告</h1>\n'
    '<p align="center">一、总体情况。</p><p>全年主动公开政府信息242条。</p>\n'
    '<a href="1.html" title="附件下载">附件</a><br/><td>六、其他</td><td>七</td>\n</body></html>\n'
)

ENCODINGS = {"utf8": "utf-8", "gbk": "gb18030", "big5": "big5"}


def _single(codec: str) -> Callable[[bytes], str]:
    """Read as browsers read: a byte without a character is a C1 control."""

    def read(body: bytes) -> str:
        return "".join(bytes((one,)).decode(codec, errors="ignore") or chr(one) for one in body)

    return read


def _gbk_windows(body: bytes, mark: str = "", swallow: bool = False) -> str:
    """Read as browsers and Windows read GBK: 0x80 is €, user-defined pairs are private use."""
    out: list[str] = []
    place = 0
    while place < len(body):
        byte = body[place]
        pair = body[place : place + 2]
        if byte <= 0x80:
            out.append("€" if byte == 0x80 else chr(byte))
            place += 1
        elif len(pair) == 2 and pair[1] >= 0x40 and pair[1] != 0x7F:
            out.append(pair.decode("gb18030"))
            place += 2
        else:
            out.append(mark)
            place += len(pair) if swallow else 1
    return "".join(out)


def _gbk_whole_pairs(body: bytes, mark: str, spares_ascii: bool = False) -> str:
    """Read by tables without user-defined pairs; a lead byte and whatever follows it become one mark."""
    out: list[str] = []
    place = 0
    while place < len(body):
        pair = body[place : place + 2 if body[place] >= 0x80 else place + 1]
        try:
            out.append(pair.decode("gbk"))
        except UnicodeDecodeError:
            out.append(mark)
            if spares_ascii and pair[-1] < 0x80:
                pair = pair[:1]
        place += len(pair)
    return "".join(out)


READERS: dict[str, Callable[[bytes], str]] = {
    "latin1": lambda body: body.decode("latin-1"),
    "cp1252": _single("cp1252"),
    "cp1250": _single("cp1250"),
    "gbk": _gbk_windows,
    "big5": lambda body: body.decode("big5", errors="replace"),
    "shift_jis": lambda body: body.decode("cp932", errors="replace"),
    "euc-kr": lambda body: body.decode("cp949", errors="replace"),
}
LOSSES: dict[str, Callable[[bytes], str]] = {
    "question": lambda body: _gbk_windows(body, "?"),
    "replacement": lambda body: _gbk_windows(body, "\ufffd"),
    "swallow": lambda body: _gbk_windows(body, "?", swallow=True),
    "swallow-replacement": lambda body: _gbk_windows(body, "\ufffd", swallow=True),
    "swallow-pairs": lambda body: _gbk_whole_pairs(body, "?"),
    "swallow-pairs-replacement": lambda body: _gbk_whole_pairs(body, "\ufffd"),
    "pairs": lambda body: _gbk_whole_pairs(body, "\ufffd", spares_ascii=True),
    "python": lambda body: body.decode("gbk", errors="replace"),
    "python-question": lambda body: body.decode("gbk", errors="replace").replace("\ufffd", "?"),
}


def misread(text: str, *chain: str) -> str:
    """Misread a text: each link is ``real-as-read``, the first happens first."""
    for link in chain:
        real, read = link.split("-as-")
        text = READERS[read](text.encode(ENCODINGS[real]))
    return text


def lose(text: str, manner: str) -> str:
    """Read the UTF-8 of a text as GBK, with losses."""
    return LOSSES[manner](text.encode())
