"""The invented agencies: names, hosts, manners of writing, and the templates that their sites print with."""

# ruff: noqa: E501 (tables are easier to check with one entry on a line)

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AGENCIES", "ENTRY_PATHS", "SITEMAPS", "Agency", "agency"]


@dataclass(frozen=True)
class Agency:
    """One publisher and its site.

    Attributes:
        key: name of the site description and of the folder of recordings.
        full: the publisher's full name.
        short: its name as metadata blocks print it.
        own: how it speaks of itself.
        host: host of its site; http only.
        site: name of the site.
        organisation: organisation code, with its check digit (GB 11714), or credit code.
        division: first six digits of the site's identifier (no real division).
        document: the beginning of its document numbers.
        half_width: it types half-width commas, colons and parentheses.
        wording: the middle of its titles.
    """

    key: str
    full: str
    short: str
    own: str
    host: str
    site: str
    organisation: str
    division: str
    document: str
    half_width: bool = False
    wording: str = "政府信息公开工作年度报告"


AGENCIES = (
    Agency("yunqiao-finance", "云桥区财政局", "区财政局(区国资办)", "我局", "www.yunqiao.example.gov.cn",
           "云桥区人民政府门户网站", "002590702", "990402", "云财", half_width=True, wording="政府信息公开工作报告"),
    Agency("lanxi-county", "岚溪县人民政府", "岚溪县人民政府办公室", "我县", "www.lanxixian.example.gov.cn",
           "岚溪县人民政府", "013245672", "990521", "岚政发"),
    Agency("qingshi-education", "青石市教育局", "青石市教育局", "我局", "jyj.qingshi.example.gov.cn",
           "青石市教育局", "014567286", "990600", "青教"),
    Agency("heyuan-normal", "鹤源师范学院", "鹤源师范学院", "我校", "xxgk.hysfxy.example.edu.cn",
           "鹤源师范学院信息公开网", "400718257", "990100", "鹤师院", wording="信息公开工作年度报告"),
    Agency("dongpu-street", "东埔街道办事处", "东埔街道", "街道", "www.dongpu.example.gov.cn",
           "东埔街道", "021346588", "990811", "东街办", wording="政府信息公开年度报告"),
    Agency("baisha-zone", "白沙湾经济开发区管理委员会", "白沙湾经济开发区管委会办公室", "管委会",
           "www.baishawan.example.gov.cn", "白沙湾经济开发区", "567823411", "990970", "白管发"),
    Agency("songling-market", "松陵县市场监督管理局", "县市场监管局", "本局", "scjg.songling.example.gov.cn",
           "松陵县市场监督管理局", "MB1A23457", "990733", "松市监"),
)  # fmt: skip

# The first list page of each site.
ENTRY_PATHS = {
    "yunqiao-finance": "/col/col1229/index.html",
    "lanxi-county": "/zwgk/xxgknb/index.html",
    "qingshi-education": "/zwgk/nb/index.html",
    "heyuan-normal": "/col/col88/index.html",
    "dongpu-street": "/list.asp?classid=7",
    "baisha-zone": "/gk/nb/index.html",
    "songling-market": "/xxgk/list.html",
}
# Sites with a sitemap; it is a second entry and leads to one report that no list names.
SITEMAPS = ("lanxi-county",)


def agency(key: str) -> Agency:
    """Find an agency by its key.

    >>> agency("lanxi-county").full
    '岚溪县人民政府'
    """
    return next(one for one in AGENCIES if one.key == key)
