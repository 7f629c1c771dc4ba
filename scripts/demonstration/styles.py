"""How the invented sites look: one coherent stylesheet and one banner for each agency, with nothing to be loaded."""

# ruff: noqa: E501 (style rules stand on lines as they are printed)

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from urllib.parse import quote

from .agencies import Agency

__all__ = ["THEMES", "Theme", "banner", "stylesheet"]


@dataclass(frozen=True)
class Theme:
    """Colours and manner of one site.

    Attributes:
        main: colour of the navigation and of headings.
        dark: the darker end of the banner.
        pale: background of labels and boxes.
        width: width of the page in pixels.
        bar: manner of the navigation: solid, tabs or raised.
        emblem: path data of the emblem, in a square of 100.
    """

    main: str
    dark: str
    pale: str
    width: int
    bar: str
    emblem: str


_BRIDGE = "M12 66h76v8H12zM18 66c4-34 60-34 64 0h-9c-4-22-42-22-46 0z"
_HILLS = "M10 74l24-40 14 22 12-16 30 34z"
_BOOK = "M14 30c14-6 26-4 34 4v42c-8-8-20-10-34-4zM86 30c-14-6-26-4-34 4v42c8-8 20-10 34-4z"
_GATE = "M16 34h68v9H16zM24 47h52v7H24zM28 54h9v26h-9zM63 54h9v26h-9z"
_WAVES = "M12 44c12-12 26 12 38 0s26 12 38 0v10c-12 12-26-12-38 0s-26-12-38 0zM12 62c12-12 26 12 38 0s26 12 38 0v10c-12 12-26-12-38 0s-26-12-38 0z"
_SCALES = "M47 20h6v52h14v7H33v-7h14zM22 30h56v5H22zM22 35l12 22H12zM78 35l12 22H68z"

THEMES = {
    "yunqiao-finance": Theme("#1d62ad", "#0f3f7a", "#eef4fb", 1100, "solid", _BRIDGE),
    "lanxi-county": Theme("#b3261e", "#7e120d", "#fdf3ee", 1100, "solid", _HILLS),
    "qingshi-education": Theme("#0d7a86", "#07515b", "#ecf7f8", 1060, "tabs", _BOOK),
    "heyuan-normal": Theme("#7c2433", "#521320", "#faf3f1", 1040, "solid", _GATE),
    "dongpu-street": Theme("#3b78b8", "#27598f", "#eff5fb", 800, "raised", _GATE),
    "baisha-zone": Theme("#17507c", "#0b2f4f", "#eef3f7", 1140, "tabs", _WAVES),
    "songling-market": Theme("#276b3f", "#164a29", "#f0f7f1", 1080, "raised", _SCALES),
}

_BASE = Template("""
html,body,div,ul,ol,li,dl,dt,dd,h1,h2,h3,h4,h5,h6,form,input,p{margin:0;padding:0}
body{background:$ground;color:#333;font:14px/1.75 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",SimSun,Arial,sans-serif}
ul,ol{list-style:none}
img{border:0;vertical-align:middle}
a{color:#333;text-decoration:none}
a:hover{color:$main;text-decoration:underline}
.clearfix:after,.container:after,.header:after,.nav:after,.topbar:after{content:"";display:block;clear:both}
.topbar,.header,.links{padding-left:calc(50% - ${half}px);padding-right:calc(50% - ${half}px)}
.topbar{height:32px;line-height:32px;background:#f4f4f4;border-bottom:1px solid #e2e2e2;color:#888;font-size:12px;text-align:right;overflow:hidden}
.topbar span{float:left}
.topbar a{color:#666}
.header{min-height:104px;background-color:$dark;background-image:$skyline,linear-gradient(180deg,$main 0%,$dark 100%);background-repeat:repeat-x;background-position:left bottom}
.logo{float:left;padding:14px 0 10px}
.logo img{display:block;height:76px;max-width:100%}
.header form,.search{float:right;margin-top:36px}
.header form input[type=text]{width:180px;height:30px;padding:0 8px;border:0;border-radius:2px 0 0 2px;color:#999;vertical-align:top}
.header form input[type=submit]{width:60px;height:30px;border:0;border-radius:0 2px 2px 0;background:#f0b429;color:#fff;vertical-align:top;cursor:pointer}
.container{width:${width}px;max-width:100%;margin:0 auto 18px;padding:0 24px 24px;background:#fff;box-sizing:border-box;word-wrap:break-word;box-shadow:0 0 6px rgba(0,0,0,.08)}
.crumb,.pos,.BreadcrumbNav{padding:12px 0 10px;margin-bottom:14px;border-bottom:1px solid #e4e4e4;color:#777;font-size:13px}
.crumb a,.pos a,.BreadcrumbNav a{color:#555}
ul.breadcrumb{padding:12px 0 10px;border-bottom:1px solid #e4e4e4}
ul.breadcrumb li{display:inline-block;font-size:13px}
ul.breadcrumb li+li:before{content:"\\203a";padding:0 8px;color:#aaa}
""")

_NAVIGATION = {
    "solid": Template("""
.nav{background:$dark;border-top:2px solid rgba(255,255,255,.25);margin-bottom:16px;padding:0 calc(50% - ${half}px)}
.nav li{float:left}
.nav li a{display:block;padding:0 15px;color:#fff;font-size:15px;line-height:44px}
.nav li a:hover,.nav li.on a{background:$main;color:#fff;text-decoration:none}
"""),
    "tabs": Template("""
.nav{background:#fff;border-bottom:2px solid $main;margin-bottom:18px;padding:0 calc(50% - ${half}px)}
.nav li{float:left}
.nav li a{display:block;margin:0 13px;color:#444;font-size:16px;line-height:50px;border-bottom:3px solid transparent;margin-bottom:-2px}
.nav li a:hover,.nav li.on a{color:$main;border-bottom-color:$main;text-decoration:none;font-weight:bold}
"""),
    "raised": Template("""
.nav{background:$pale;background-image:linear-gradient(180deg,#fff 0%,$pale 60%,#d8e4ee 100%);border:1px solid #c3d3e0;border-width:1px 0;margin-bottom:12px;padding:0 calc(50% - ${half}px)}
.nav li{float:left;border-right:1px solid #c9d8e4}
.nav li a{display:block;padding:0 11px;color:$dark;font-size:13px;font-weight:bold;line-height:34px}
.nav li a:hover,.nav li.on a{background:#fff;color:#c30;text-decoration:none}
"""),
}

_ARTICLE = Template("""
#article .title,.tit h1,h1.title,h1.t,.article h1,article h1,h2.bt,p.bt,.artTitle,.right h3,.right .title{padding:14px 6% 10px;color:#222;font-size:24px;font-weight:bold;line-height:1.5;text-align:center}
.info,.pages-date,.sub{margin:0 0 18px;padding:7px 0;border-bottom:1px dashed #ccc;color:#888;font-size:13px;text-align:center}
.info span,.sub span,.sub i,.sub em,.sub b{margin:0 8px;font-style:normal;font-weight:normal}
.pages_print{display:inline-block;margin-left:16px}
#zoom,.TRS_Editor,.pages_content,.nr,section.body,.Section0,.article-content,.con,.view,td.content{padding:6px 2% 18px;color:#333;font-size:16px;line-height:2}
#zoom p,.TRS_Editor p,.pages_content p,.nr p,section.body p,.article-content p,.con p,.view p{margin:0 0 8px}
.pages_content h2,section.body h2,.article-content h2,.nr h2,.con h2{padding:10px 0 4px;color:$dark;font-size:19px}
.pages_content h3,section.body h3,.article-content h3,.nr h3,.con h3{padding:6px 0 2px;font-size:17px;text-align:left}
.pages_content h4,section.body h4,.article-content h4,.nr h4{font-size:16px}
.TRS_Editor a,.pages_content a,#zoom a,.nr a,.con a,.view a,.body a,.article-content a,.Section0 a{color:#0b5cad;text-decoration:underline}
p.right{text-align:right}
.bold{font-weight:bold}
.table-wrap{overflow-x:auto;margin:10px 0}
.bg-table,.TRS_Editor table,#zoom table,.nr table,.pages_content table,.con table,.view table,.article-content table,.Section0 table{border-collapse:collapse;margin:10px auto;font-size:13px;line-height:1.5;text-indent:0}
.bg-table td{padding:4px 6px;border:1px solid #999;text-align:center}
#zoom td,.TRS_Editor td,.nr td,.con td,.view td,.article-content td,.Section0 td{padding:3px 6px}
#zoom td p,.TRS_Editor td p,.nr td p,.con td p,.pages_content td p,.article-content td p,.view td p{margin:0;text-align:center;text-indent:0}
""")

_RECORD = Template("""
table.xxgk,table.policy-info,table.head{width:100%;margin:4px 0 16px;border-collapse:collapse;font-size:13px}
table.xxgk td{background:#fff}
table.xxgk td:nth-child(odd){background:$pale}
table.xxgk td,table.policy-info td,table.policy-info th,table.head td,table.head th{padding:6px 10px;border:1px solid #d5dce2;line-height:1.6}
table.policy-info th,table.head th{width:12%;background:$pale;color:$dark;text-align:left;font-weight:bold}
ul.xxgk_info{margin:0 0 16px;padding:10px 16px;border:1px solid #dde3e8;border-top:3px solid $main;background:$pale}
ul.xxgk_info li{float:left;width:50%;font-size:13px;line-height:28px}
ul.xxgk_info li b,ul.xxgk_info li em,ul.xxgk_info li strong{color:$dark;font-style:normal;font-weight:bold}
dl.meta{margin:4px 0 16px;padding:10px 0;border:1px solid #dde3e8;background:$pale;overflow:hidden;font-size:13px}
dl.meta dt{float:left;clear:left;width:130px;color:$dark;font-weight:bold;text-align:right;line-height:26px}
dl.meta dd{margin-left:140px;min-height:26px;line-height:26px}
.headInfo{margin:4px 0 14px;border:1px solid #dde3e8;background:$pale;overflow:hidden}
.headInfo .col{float:left;width:50%;line-height:32px;font-size:13px;border-bottom:1px dotted #cfd8df}
.headInfo .lab{display:inline-block;width:96px;padding-left:14px;color:$dark;font-weight:bold}
""")

_REST = Template("""
.main-left{float:left;width:72%}
.main-right{float:right;width:25%;padding-top:12px}
.left{float:left;width:24%;padding-top:8px}
.right{float:right;width:73%}
.related{clear:both;margin:18px 0 0;border:1px solid #e1e6ea}
.main-right .related,.left .related{margin:0 0 16px}
.related h3{padding:0 12px;background:$pale;border-bottom:1px solid #e1e6ea;color:$main;font-size:15px;line-height:36px;text-align:left}
.related ul{padding:8px 12px;overflow:hidden}
.related li{float:left;width:47%;margin-right:3%;height:28px;line-height:28px;overflow:hidden;font-size:13px}
.main-right .related li,.left .related li,td .related li{float:none;width:auto;margin:0;height:auto;line-height:26px}
.related li span{float:right;color:#aaa;font-size:12px}
.main-right .related li span,.left .related li span,td .related li span{display:none}
.article-tools{clear:both;margin:12px 0 0;padding:8px 0;border-top:1px solid #e4e4e4;color:#777;font-size:13px;text-align:right}
.info .article-tools{display:inline;border:0;padding:0}
.article-tools a{margin:0 3px;color:#666}
.share{display:inline-block;margin-left:10px}
.share a{padding:2px 8px;border:1px solid #ddd;border-radius:2px;font-size:12px}
.prev,.editor,.back,.bshare-custom,#qr{padding:4px 0;color:#777;font-size:13px}
.list ul{margin:6px 0 18px}
.list li{height:40px;padding:0 6px 0 18px;border-bottom:1px dashed #ddd;line-height:40px;font-size:15px;overflow:hidden;position:relative}
.list li:before{content:"";position:absolute;left:4px;top:18px;width:5px;height:5px;background:$main}
.list li span{float:right;color:#999;font-size:13px}
.pagebar,.page,.jpage_bar{padding:6px 0 14px;text-align:center;font-size:13px}
.pagebar a,.pagebar span,.page a,.page span,.jpage_bar a,.jpage_bar b{display:inline-block;padding:2px 11px;border:1px solid #d5dce2;color:#555}
.pagebar a:hover,.page a:hover,.jpage_bar a:hover{background:$main;color:#fff;text-decoration:none}
.page span,.jpage_bar b{background:$main;border-color:$main;color:#fff;font-weight:normal}
.columns{overflow:hidden;margin:0 -8px}
.columns .box{float:left;width:50%;padding:0 8px;box-sizing:border-box}
.columns h3{margin-top:16px;border-bottom:2px solid $main;color:$main;font-size:17px;line-height:38px}
.links{padding-top:10px;padding-bottom:10px;background:#f4f4f4;border-top:1px solid #e2e2e2}
.links select{width:240px;height:28px;color:#666}
.footer{padding:18px 10px 22px;background:$foot;color:$footink;font-size:13px;line-height:26px;text-align:center}
.footer a{color:$footink}
""")

# What such sheets also hold and a report's page makes no use of: the parts of home pages and services.
_UNUSED = Template("""
.slide{position:relative;width:560px;height:320px;overflow:hidden}
.slide .bd li{position:absolute;left:0;top:0;width:100%;height:320px}
.slide .hd{position:absolute;right:12px;bottom:10px;z-index:9}
.slide .hd span{display:inline-block;width:10px;height:10px;margin-left:6px;border-radius:50%;background:#fff;cursor:pointer}
.slide .hd span.on{background:$main}
.tab-hd{height:40px;border-bottom:2px solid $main;line-height:40px}
.tab-hd span{float:left;padding:0 18px;cursor:pointer;font-size:16px}
.tab-hd span.on{background:$main;color:#fff}
.tab-bd>ul{display:none;padding:10px 0}
.tab-bd>ul.on{display:block}
.service{overflow:hidden;padding:16px 0}
.service a{float:left;width:12.5%;text-align:center;font-size:14px}
.service a i{display:block;width:48px;height:48px;margin:0 auto 8px;border-radius:50%;background:$pale}
.leader dl{float:left;width:33.3%;padding:12px;box-sizing:border-box}
.leader dt{color:$main;font-weight:bold}
.mailbox table{width:100%;border-collapse:collapse}
.mailbox th{background:$pale;line-height:34px}
.mailbox td{padding:6px;border-bottom:1px solid #eee;text-align:center}
.float-left,.float-right{position:fixed;top:160px;width:110px;z-index:99}
.float-left{left:10px}
.float-right{right:10px}
""")
_PRINT = Template("""
@media print{.topbar,.header,.nav,.related,.links,.footer,.article-tools{display:none}.container{box-shadow:none;width:auto}}
@media (max-width:760px){.container{padding:0 12px 16px}.main-left,.main-right,.left,.right{float:none;width:auto}.nav li a{padding:0 10px;font-size:14px}}
""")


def stylesheet(agency: Agency, weight: int) -> str:
    """Give the rules of an agency's site; ``weight`` above 1 adds parts that a report's page does not use."""
    theme = THEMES[agency.key]
    light = theme.bar == "raised"
    names = {
        "main": theme.main, "dark": theme.dark, "pale": theme.pale, "width": theme.width, "half": theme.width // 2,
        "ground": "#e9eef2" if light else "#f5f6f7", "skyline": _skyline(),
        "foot": theme.pale if light else theme.dark, "footink": "#555" if light else "#e6e6e6",
    }  # fmt: skip
    sheets = [_BASE, _NAVIGATION[theme.bar], _ARTICLE, _RECORD, _REST, *[_UNUSED] * (weight > 1), _PRINT]
    return "".join(one.substitute(names) for one in sheets)


def banner(agency: Agency) -> str:
    """Give the picture with emblem and name that stands at the top of a site, as the value of ``src``."""
    theme = THEMES[agency.key]
    size = 34 if len(agency.site) < 10 else 30
    width = 100 + len(agency.site) * (size + 3)
    letters = next(one for one in agency.host.split(".") if one not in {"www", "xxgk", "jyj", "scjg"}).upper()
    return _data(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="76" viewBox="0 0 {width} 76">'
        f'<circle cx="38" cy="38" r="35" fill="#fff"/><circle cx="38" cy="38" r="31" fill="{theme.main}"/>'
        f'<path transform="translate(8 8) scale(.6)" fill="#fff" d="{theme.emblem}"/>'
        f'<text x="88" y="43" font-family="SimHei,Noto Sans CJK SC,sans-serif" font-weight="bold" font-size="{size}" '
        f'letter-spacing="3" fill="#fff">{agency.site}</text>'
        f'<text x="90" y="64" font-family="Arial,sans-serif" font-size="13" letter-spacing="2" fill="#fff" fill-opacity=".75">{letters}</text></svg>'
    )


def _skyline() -> str:
    return (
        "url("
        + _data(
            '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="60"><path fill="#fff" fill-opacity=".09" '
            'd="M0 60V40l40-18 46 26 52-34 38 24 30-16 48 30 40-44 44 34 36-20 50 30 32-18 24 14v12z"/></svg>'
        )
        + ")"
    )


def _data(svg: str) -> str:
    """Give a picture as an address that holds it; only ASCII, so that any codec can carry it."""
    return "data:image/svg+xml," + quote(svg, safe="/:=,.")
