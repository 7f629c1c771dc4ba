"""Pages that a crawler meets around annual reports and that are none: drawn from wordings, bodies and frames.

The rule they hold: a report is the document in which an agency itself accounts for a year (or another period) of
disclosure. What announces, explains, demands, lists, rates or looks for such documents is none, nor is an
account of other duties, even where it has a chapter on disclosure.
"""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

from collections.abc import Iterator

__all__ = ["FRAMES", "drawn"]

PLACES = (
    "云桥市",
    "青岭县",
    "东川区",
    "云桥市财政局",
    "青岭县卫生健康局",
    "南河镇人民政府",
    "东川区教育体育局",
    "云桥市市场监督管理局",
)
SAID = "{year}年，{place}认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开政府信息2000条，受理依申请公开30件。"
OUTLINE = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def links(*texts: str, dates: bool = True) -> str:
    rows = (
        f"<li><a href='/a/{n}.html'>{text}</a>{f'<span>2021-01-{n + 10}</span>' if dates else ''}</li>"
        for n, text in enumerate(texts)
    )
    return f"<ul class=list>{''.join(rows)}</ul>"


def cards(*texts: str) -> str:
    return "".join(
        f"<div class=item><h3><a href='/a/{n}.html'>{text}</a></h3><p>{SAID}</p><span>发布时间：2021-01-1{n}</span></div>"
        for n, text in enumerate(texts)
    )


def table_of(*texts: str) -> str:
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='/a/{n}.html'>{text}</a></td><td>2021-01-1{n}</td></tr>"
        for n, text in enumerate(texts, start=1)
    )
    return f"<table><tr><th>序号</th><th>标题</th><th>发布日期</th></tr>{rows}</table>"


REPORTS = [
    f"{one}{{year}}年政府信息公开工作年度报告"
    for one in ("云桥市财政局", "云桥市教育局", "云桥市民政局", "云桥市水利局", "云桥市司法局")
]
SKELETON = "".join(
    f"<p>{number}、{heading}</p>" for number, heading in zip("一二三四五六", OUTLINE, strict=True)
)
FORM = (
    "<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td></td><td></td><td></td></tr><tr><td>行政规范性文件</td><td></td><td></td><td></td></tr></table>"
)
DUTY = (
    "一、主要工作情况",
    "（一）加强组织领导。成立领导小组，明确责任分工。",
    "（二）推进政务公开。主动公开政府信息120条。",
    "二、存在的问题和不足",
    "工作力量还不足。",
    "三、下一步工作打算",
    "加强培训，改进作风。",
)

WORDINGS: list[tuple[str, str]] = [
    # lists
    ("政府信息公开年报", links(*REPORTS)),
    ("政府信息公开工作年度报告", links(*REPORTS[:2])),
    ("{place}政府信息公开年度报告", links(REPORTS[0])),
    ("信息公开年报", table_of(*REPORTS)),
    ("政府信息公开年报", cards(*REPORTS[:3])),
    ("{year}年政府信息公开年报", links(*REPORTS)),
    ("{place}{year}年度政府信息公开工作年度报告汇总", links(*REPORTS)),
    ("各部门政府信息公开年报", links("云桥市财政局", "云桥市教育局", "云桥市民政局", "云桥市水利局", "云桥市司法局", "云桥市文化局")),
    ("政府信息公开年报", links("{year}年", "2018年", "2017年", "2016年", "2015年", dates=False)),
    ("政府信息公开年报", paragraphs("暂无内容")),
    ("政府信息公开工作年度报告", paragraphs("栏目内容正在建设中，敬请期待！")),
    ("政府信息公开", links("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开", dates=False)),
    ("法定主动公开内容", links("机构职能", "规划计划", "统计信息", "财政预决算", "政府信息公开年报", "行政许可", "行政处罚", "重大项目", dates=False)),
    ("通知公告", links("关于{year}年政府信息公开工作年度报告的公示", "关于召开听证会的公告", "关于招聘工作人员的公告", "关于开展检查的通知")),
    # news
    ("{place}发布{year}年政府信息公开工作年度报告", paragraphs("本网讯 近日，{place}发布了{year}年政府信息公开工作年度报告。", "报告显示，" + SAID)),
    ("{place}{year}年政府信息公开工作年度报告出炉", paragraphs("1月28日，{place}{year}年政府信息公开工作年度报告正式对外公布。", SAID, "（记者 王小明）")),
    ("我市{year}年主动公开政府信息逾万条", paragraphs("记者从市政府办公室获悉，{year}年政府信息公开工作年度报告日前公布。", SAID)),
    ("{place}圆满完成{year}年政府信息公开年报发布工作", paragraphs("截至1月31日，{place}所属部门年报全部上网。", SAID)),
    ("{place}召开政府信息公开年度报告编制工作培训会", paragraphs("会上，市政务公开办讲解了年度报告的编写要求。", SAID)),
    ("{place}三举措做好政府信息公开年报工作", paragraphs("一是加强领导。成立工作专班。", "二是严格把关。对数据逐项核对。", "三是按时公开。" + SAID)),
    ("{place}{year}年政务公开工作取得新成效", paragraphs("一、高位推动，公开机制不断健全", SAID, "二、突出重点，公开内容不断丰富", "围绕社会关切主动公开。", "三、拓宽渠道，公开平台不断完善", "建好政府网站。")),
    ("省政府办公厅督查{place}政府信息公开工作", paragraphs("督查组听取了工作情况报告，查阅了年度报告。", SAID)),
    ("{place}政府信息公开年报获评优秀", paragraphs("在全市年报评议中，{place}获评优秀。", SAID)),
    ("图解：{place}{year}年政府信息公开工作年度报告", "<p><img src=/a.jpg></p>"),
    ("一图读懂{place}{year}年政府信息公开年报", "<p><img src=/a.jpg></p><p>主动公开2000条。</p>"),
    ("{place}{year}年政府信息公开工作年度报告新闻发布会实录", paragraphs("主持人：各位记者朋友，大家好。", SAID, "记者：请问依申请公开情况如何？", "发言人：受理30件。")),
    # notices, guides, templates, rules
    ("关于做好{year}年政府信息公开工作年度报告编制发布工作的通知", paragraphs("各乡镇（街道），各部门：", "一、编制要求", "年度报告包括总体情况、主动公开、依申请公开、复议诉讼、存在问题等六部分。", "二、报送时间", "请于1月20日前报送。", "三、联系人", "李明。") + SKELETON + FORM),
    ("关于印发《政府信息公开工作年度报告格式》的通知", paragraphs("国公办发〔2021〕30号", "各省、自治区、直辖市人民政府办公厅：") + SKELETON + FORM),
    ("政府信息公开工作年度报告（模板）", SKELETON + FORM),
    ("{year}年政府信息公开工作年度报告参考格式", SKELETON + FORM),
    ("政府信息公开年度报告统计表填报说明", paragraphs("一、主动公开情况", "“本年制发件数”指报告年度内新制作的件数。", "二、收到和处理申请情况", "“本年新收”指报告年度内收到的数量。") + FORM),
    ("{place}政府信息公开年度报告制度", paragraphs("第一条 为规范政府信息公开年度报告的编制和公布，制定本制度。", "第二条 年度报告应当包括主动公开情况、依申请公开情况、复议诉讼情况、存在问题和改进措施。", "第三条 本制度自发布之日起施行。")),
    ("{place}政府信息公开指南", paragraphs("一、主动公开", "（一）公开范围", "机构职能、政策文件、政府信息公开工作年度报告等。", "二、依申请公开", "（一）受理机构", "办公室。", "三、监督保障", "可以申请行政复议或者提起行政诉讼。")),
    ("{place}{year}年政务公开工作要点", paragraphs("一、总体要求", "全面贯彻条例。", "二、主动公开重点", "加强财政预决算公开。", "三、依申请公开", "规范办理。", "四、保障措施", "编制好政府信息公开工作年度报告。")),
    ("{place}{year}年政务公开工作实施方案", paragraphs("一、工作目标", SAID, "二、主要任务", "做好政府信息公开年报。", "三、保障措施", "加强考核。")),
    ("中华人民共和国政府信息公开条例", paragraphs("第一章 总则", "第一条 为了保障公民依法获取政府信息，制定本条例。", "第四十九条 县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度报告并向社会公布。", "第五十条 政府信息公开工作年度报告应当包括下列内容：（一）行政机关主动公开政府信息的情况；（二）行政机关收到和处理政府信息公开申请的情况。")),
    ("{place}政府信息主动公开基本目录", table_of("机构概况", "政策文件", "规划计划", "政府信息公开年报", "财政信息")),
    ("{place}政府信息依申请公开流程", paragraphs("一、提出申请", "填写申请表。", "二、登记受理", "五个工作日。", "三、答复", "二十个工作日内答复。")),
    ("政府信息公开申请表", "<table><tr><td>申请人信息</td><td>姓名</td><td></td></tr><tr><td>所需信息情况</td><td>内容描述</td><td></td></tr></table>"),
    ("{place}{year}年度政府信息公开第三方评估报告", paragraphs("一、评估概况", "受市政务公开办委托，对48个部门开展评估。", "二、总体情况", "平均得分82分。主动公开、依申请公开得分较高。", "三、存在问题", "部分年度报告要素不全。", "四、改进建议", "加强培训。")),
    ("{year}年政府信息公开工作考核办法", paragraphs("第一条 考核对象为各部门。", "第二条 考核内容包括主动公开、依申请公开、年度报告。")),
    ("关于{year}年政府信息公开工作年度报告检查情况的通报", paragraphs("各部门：", "一、总体情况", SAID, "二、存在问题", "个别单位年度报告数据前后矛盾。", "三、整改要求", "限期整改。")),
    ("{place}政府信息公开年报常见问题解答", paragraphs("问：年度报告何时公布？", "答：每年1月31日前。", "问：谁来编制？", "答：各行政机关。")),
    ("关于征集{year}年政府信息公开工作意见建议的公告", paragraphs("为改进政府信息公开工作，现公开征集意见。", "一、征集时间", "1月1日至31日。", "二、征集方式", "电子邮件。")),
    ("《{place}{year}年政府信息公开工作年度报告》政策解读", paragraphs("一、编制背景", "根据条例要求。", "二、主要内容", SAID)),
    # reports on other duties
    ("{place}{year}年法治政府建设年度报告", paragraphs(*DUTY)),
    ("{place}{year}年法治政府建设情况报告", paragraphs("{year}年，{place}推进政务公开，依法行政。", *DUTY)),
    ("{place}{year}年度部门决算公开报告", paragraphs("第一部分 部门概况", "一、主要职责", "负责政务公开。", "第二部分 决算情况说明", "收入总计100万元。", "第三部分 名词解释", "无。")),
    ("{place}关于{year}年财政决算草案的报告", paragraphs("一、财政决算情况", "收入10亿元。", "二、存在问题", "收支矛盾。", "三、下一步工作", "推进预决算公开。")),
    ("{place}{year}年政府工作报告", paragraphs("各位代表：", "一、{year}年工作回顾", "推进政务公开。", "二、主要任务", "稳增长。", "三、加强政府自身建设", "依法行政，政务公开。")),
    ("{place}{year}年工作总结", paragraphs(*DUTY)),
    ("{place}{year}年度工作报告", paragraphs(*DUTY)),
    ("{place}{year}年度统计年报", paragraphs("一、综合", "地区生产总值100亿元。", "二、农业", "粮食产量10万吨。", "三、工业", "增加值40亿元。")),
    ("{place}{year}年统计年鉴", links("综合", "人口", "国民经济核算", "农业", "工业", dates=False)),
    ("{place}{year}年国民经济和社会发展统计公报", paragraphs("一、综合", "地区生产总值100亿元。", "二、农业", "粮食产量10万吨。")),
    ("{place}{year}年度行政执法统计年报", paragraphs("一、行政执法总体情况", "行政许可100件。", "二、行政处罚", "20件。", "三、公开情况", "执法信息全部公开。")),
    ("政府网站工作年度报表（{year}年度）", "<table><tr><td>网站名称</td><td>{place}</td></tr><tr><td>信息发布（单位：条）</td><td>总数</td><td>1200</td></tr><tr><td>政务动态信息更新量</td><td>800</td></tr><tr><td>信息公开目录信息更新量</td><td>400</td></tr></table>"),
    ("{place}{year}年政府网站监管年度报表", "<table><tr><td>网站数量</td><td>3</td></tr><tr><td>检查次数</td><td>12</td></tr></table>"),
    ("{place}{year}年建议提案办理情况公开报告", paragraphs(*DUTY)),
    ("{place}{year}年“双随机、一公开”监管工作总结", paragraphs(*DUTY)),
    ("{place}{year}年党务公开工作总结", paragraphs("一、基本情况", "公开党务信息20条。", "二、主要做法", "设立公开栏。", "三、存在问题", "形式单一。")),
    ("{place}{year}年村务公开工作情况报告", paragraphs("一、基本情况", "公开村务信息20条。", "二、主要做法", "设立公开栏。", "三、存在问题", "形式单一。")),
    ("{place}{year}年厂务公开民主管理工作总结", paragraphs("一、基本情况", "召开职工代表大会。", "二、存在问题", "形式单一。")),
    ("事业单位法人年度报告书（{year}年度）", "<table><tr><td>单位名称</td><td>{place}</td></tr><tr><td>开展业务活动情况</td><td>正常。</td></tr></table>"),
    ("{place}城市建设投资有限公司{year}年年度报告", paragraphs("一、公司概况", "注册资本10亿元。", "二、财务报告", "总资产50亿元。", "三、信息披露", "按时披露。")),
    ("{place}{year}年环境质量报告书", paragraphs("一、总体情况", "空气优良天数300天。", "二、环境信息公开", "主动公开环境信息。", "三、存在问题", "扬尘。")),
    ("{place}{year}年重大行政决策执行情况报告", paragraphs(*DUTY)),
    ("{place}{year}年社会信用体系建设工作报告", paragraphs(*DUTY)),
    ("{place}{year}年“放管服”改革工作总结", paragraphs(*DUTY)),
    # forms, errors, doors
    ("站内搜索", "<form><input name=q value=政府信息公开年报><button>搜索</button></form>" + cards(*REPORTS[:3])),
    ("搜索结果 - 政府信息公开工作年度报告", "<p>找到约 128 条结果（用时 0.03 秒）</p>" + cards(*REPORTS[:2])),
    ("高级检索", "<form>标题<input>文号<input>发布机构<select><option>云桥市财政局</option></select>年份<input><button>检索</button></form>"),
    ("404 Not Found", "<h2>404</h2><p>The requested URL was not found on this server.</p>"),
    ("系统提示", paragraphs("您访问的页面不存在或已被删除！", "3秒后自动返回首页")),
    ("{place}{year}年政府信息公开工作年度报告", paragraphs("对不起，您访问的页面不存在或已删除。")),
    ("政府信息公开年报报送系统", "<form>用户名<input>密码<input type=password>验证码<input><button>登录</button></form>"),
    ("请完成安全验证", paragraphs("为保障您的访问安全，请拖动滑块完成验证。")),
    ("网上调查：您对{place}政府信息公开年报满意吗", "<form><input type=radio>满意<input type=radio>不满意<button>提交</button></form>"),
    ("网站地图", links("首页", "政府信息公开", "政府信息公开年报", "政务服务", "互动交流", "政府信息公开指南", "专题专栏", "数据发布", dates=False)),
    ("{place}机构职能", paragraphs("一、主要职责", "负责政府信息公开工作，编制政府信息公开工作年度报告。", "二、内设机构", "办公室。", "三、办公地址", "人民路1号。")),
    ("{place}领导信箱", "<table><tr><th>标题</th><th>答复</th></tr><tr><td>请问{year}年政府信息公开年报在哪里查看</td><td>请在政府信息公开专栏查看。</td></tr></table>"),
]  # fmt: skip

NAV = "<div class=nav><a href=/>首页</a><a href=/x>政府信息公开</a><a href=/n>政府信息公开年报</a><a href=/y>依申请公开</a></div>"
FRAMES: dict[str, str] = {
    "heading": "<title>{title}_{place}</title>" + NAV + "<div class=con><h1>{title}</h1><div class=zoom>{body}</div></div><div class=footer>主办：{place}</div>",
    "column": "<title>政府信息公开年报-{place}</title>" + NAV + "<div>当前位置：首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div><div class=title>{title}</div><div>发布时间：2021-01-20 来源：{place}</div><div id=content>{body}</div>",
    "meta": '<meta name=ArticleTitle content="{title}"><meta name=ColumnName content="政府信息公开年报"><title>{title}</title><body>{body}</body>',
    "record": "<title>{title}</title><table><tr><td>索引号</td><td>002590702/2021-00012</td><td>发布机构</td><td>{place}</td></tr><tr><td>名称</td><td colspan=3>{title}</td></tr></table><h2>{title}</h2><div class=article>{body}</div>",
}  # fmt: skip


def drawn() -> Iterator[tuple[str, str]]:
    """Give a name and a page for each wording in each frame, with places and years that take turns."""
    for at, (title, body) in enumerate(WORDINGS):
        for number, (frame, markup) in enumerate(FRAMES.items()):
            names = {"place": PLACES[(at + 3 * number) % len(PLACES)], "year": str(2016 + (at + number) % 8)}
            heading = title.format(**names)
            yield f"{frame}: {heading}", markup.format(title=heading, body=body.format(**names), **names)
