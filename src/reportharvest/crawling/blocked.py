"""Pages that stand before the page that was asked for: a captcha, a script challenge, a login, a soft block.

They come with status 200 as well as 403, 412 or 521, and would otherwise be stored as pages. Nothing here
gets past them: what is recognised is recorded with its evidence, and the page is left alone.

The rules are few and need two kinds of evidence, because reports speak of passwords, visits and security
too: words that are said to a visitor, on a page that has next to nothing else.
"""

from __future__ import annotations

import re

from reportharvest.crawling.markup import script_texts, visible_text

__all__ = ["block_evidence"]

# The longest page that the rules were written on shows 900 characters; a report shows more.
MAX_VISIBLE_CHARS = 1_500
MAX_PAGE_CHARS = 300_000
_CAPTCHA = re.compile(
    r"(?:请|請)?(?:输入|輸入|填写|点击|点选|拖动|滑动|完成|进行|通过).{0,12}(?:验证码|驗證碼|图形验证|安全验证|人机验证|滑块|拼图|验证后)"
    r"|(?:人机|安全|滑动|滑块|访问|身份)(?:验证|驗證)(?:码|失败|通过|后|以|才|，|。|$)"
    r"|verify (?:that )?you are (?:a )?human|are you a robot|unusual traffic|complete the captcha",
    re.IGNORECASE,
)
_CAPTCHA_MARKUP = re.compile(
    r"g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|geetest|nc_wrapper|tcaptcha|TencentCaptcha|AliyunCaptcha"
    r"|id=[\"']?captcha|name=[\"']?(?:captcha|verify_?code|checkcode|yzm)\b",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"(?:正在|请稍候|请稍等|系统).{0,10}(?:检测|检查|验证|校验).{0,14}(?:浏览器|访问|环境|安全|身份)"
    r"|浏览器.{0,4}(?:安全)?(?:检测|检查|验证)"
    r"|checking your browser|just a moment|enable javascript and cookies|ddos protection"
    r"|(?:请|您需要).{0,6}(?:开启|启用|打开|允许).{0,6}(?:javascript|cookie|脚本)",
    re.IGNORECASE,
)
_CHALLENGE_MARKUP = re.compile(
    r"/cdn-cgi/challenge-platform|__jsl_clearance|acw_sc__v2|_guard/|\$_ts\b|__tst_status|safeline|wzwschallenge"
    r"|yunsuo_session|EO_Bot_Ssid|\bbot-?detect",
    re.IGNORECASE,
)
# a page that is nothing but a script which sets a cookie and asks for itself again
_SETS_COOKIE = re.compile(r"document\s*(?:\.\s*cookie|\[\s*['\"]cookie['\"]\s*\])\s*=")
_RELOADS = re.compile(r"location(?:\.(?:reload|replace|href|assign)|\s*=|\[)", re.IGNORECASE)
_BLOCK = re.compile(
    r"(?:您|你|该|您的).{0,12}(?:访问|请求|ip|操作|行为).{0,14}"
    r"(?:被.{0,4}(?:拦截|阻断|拒绝|禁止|限制)|过于?频繁|异常|存在.{0,6}(?:风险|威胁))"
    r"|(?:访问|请求|操作)(?:过于?|太)?频繁|频率过(?:快|高)"
    r"|(?:网站|云|web)?(?:防火墙|防护系统|安全狗|云锁|waf).{0,20}(?:拦截|阻断|拒绝|提示)"
    r"|(?:已被|拒绝|禁止).{0,6}(?:访问|ip)(?!.{0,6}记录)"
    r"|(?:access|request)(?: has been| was| is)? (?:denied|blocked|forbidden)"
    r"|you have been blocked|too many requests|rate limit exceeded",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:请|需要?|您?尚?未|还没有|登录超时).{0,8}(?:登录|登陆|登錄)"
    r"|(?:用户|统一|系统|账号|扫码|法人|个人|单点)(?:身份)?(?:登录|登陆)|please (?:log|sign) ?in",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^<>]*type\s*=\s*[\"']?password", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^<>]*href", re.IGNORECASE)
FEW_LINKS = 12  # login pages link to help, registration, other ways to log in; lists and portals to far more


def block_evidence(page: str, status: int = 200) -> str | None:
    """Say what stands before the page that was asked for, with what shows it; None for any other page.

    Args:
        page: the answer as text.
        status: its HTTP status.

    >>> block_evidence("<title>提示</title><p>您的访问过于频繁，请输入验证码后继续访问</p>")
    'captcha: 请输入验证码'
    >>> block_evidence("<h1>2019年工作报告</h1><p>加强安全验证和身份认证，优化用户登录。</p>" * 9) is None
    True
    """
    if len(page) > MAX_PAGE_CHARS:
        return None
    shown = visible_text(page)
    if len(shown) > MAX_VISIBLE_CHARS:
        return None
    links = sum(1 for _ in _LINK.finditer(page))
    if links > FEW_LINKS:
        return None
    script = " ".join(script_texts(page))
    refused = status in {401, 403, 405, 412, 418, 429, 503, 521, 567}
    is_bare = len(shown) < 400 and links <= 4
    if (found := _CAPTCHA_MARKUP.search(page)) and (is_bare or _CAPTCHA.search(shown)):
        return f"captcha: {found[0]}"
    if (found := _CAPTCHA.search(shown)) and is_bare:
        return f"captcha: {found[0]}"
    if (found := _CHALLENGE_MARKUP.search(page)) and len(shown) < 400:
        return f"script challenge: {found[0]}"
    if (found := _CHALLENGE.search(shown)) and is_bare:
        return f"script challenge: {found[0]}"
    if len(shown) < 60 and links == 0 and _SETS_COOKIE.search(script) and _RELOADS.search(script):
        return "script challenge: a script sets a cookie and loads the page again"
    if (found := _BLOCK.search(shown)) and (is_bare or refused):
        return f"soft block: {found[0]}"
    if _PASSWORD.search(page) and (found := _LOGIN.search(shown) or re.search(r"登\s?[录陆錄]", shown)):
        return f"login: {found[0]}"
    if (found := _LOGIN.search(shown)) and len(shown) < 120 and links <= 2:
        return f"login: {found[0]}"
    return None
