"""What shows a site's line by its form, whatever its words: dates of a machine, captions, bylines, code of the page."""

from __future__ import annotations

import re

from pipeline.characters import HAN, HAN_CHAR

LONGEST_CAPTION = 60
_LONGEST_BYLINE = 40
_NAME = f"[{HAN}·]{{2,4}}|[{HAN}] [{HAN}]"
_NAMES = rf"(?:{_NAME})(?:[ \u3000、,，/]+(?:{_NAME})){{0,4}}"
_PRESS = f"[{HAN}]{{0,8}}(?:报|网|社|台|刊|在线|频道|客户端|媒体|中心|见习|实习|首席|特派|特约)"
_REPORTER = f"(?:(?:{_PRESS})?(?:记者|采访人员|摄影师)|通讯员|实习生)"
_PICTURED = r"[ \u3000/]?摄(?:影|影报道)?$"
_CREDITED = re.compile(
    rf"(?:^|[。!！?？)）:：\s(（〔])[{HAN}]{{0,12}}(?:记者|采访人员|摄影师|通讯员|实习生)"
    rf"[:： \u3000]*(?:{_NAMES}){_PICTURED}"
    rf"|(?:^|[。!！?？)）(（〔])[ \u3000]*(?:{_NAME}){_PICTURED}"
    rf"|(?:^|[。!！?？)）\s(（])(?:[{HAN}]{{2,12}}供图|新华社发|中新社发|资料图片?|资料照片)$"
)
_NO_NAME = re.compile("[拍航统偷抓摆实]摄(?:影|影报道)?$")
_BYLINE = re.compile(
    rf"(?:{_REPORTER}(?:[:：]|[ \u3000]+)[ \u3000]*(?:{_NAMES})(?:/[文图摄])?[ \u3000,，、]*)+"
    rf"(?:(?:{_NAME})/[文图摄]|摄|文|图|文/图|报道)?[:：]?|(?:{_NAMES})[ \u3000]+(?:报道|摄影报道|供稿)[:：]?"
)
_SLASHED = re.compile(
    rf"(?:(?:文|图|文图|图文|撰文|摄影|来源|编辑|供稿|审核|责编)[/／｜|丨] ?[{HAN}·A-Za-z、]{{2,20}}[ \u3000]*)+"
)
_SHEET = re.compile(r"第?[a-z]?\d{1,3}版:.{2,12}")
_STEP = re.compile("[>»›]+")
_LONGEST_STEP = 30
_TAGS = re.compile(r"(?:</?[A-Za-z!][^<>]*>\s*)+")
_IMAGE = re.compile(r"(?:!\[[^\[\]]*\]\([^()\s]*\)\s*)+")
_CODE = re.compile(r"[{}$]|[\w$)\]'\"]\(|^[a-z-]+: ?\S+;$|= ?['\"\d]")

_HOUR = r"\d{1,2}[:时]\d{2}"
_NUMERIC = r"(?:(?:19|20)\d\d|(?<!\d)(?:1[01]\d|\d\d))[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?!\d?[-/])"
_PADDED = r"(?:19|20)\d\d年(?:0\d月\d{1,2}|\d{1,2}月0\d)日"
_FULL = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
SITE_DATE = re.compile(rf"(?<![至到~—])(?:{_NUMERIC}|{_PADDED}|{_FULL}{_HOUR})(?![至到~—])")


def is_numeric_date(flat: str) -> bool:
    """Whether a flat line is nothing but a date as machines write it; people write 2026年2月5日.

    >>> is_numeric_date("2026-02-05"), is_numeric_date("2026年2月5日"), is_numeric_date("2021-2025")
    (True, False, False)
    """
    return re.fullmatch(_NUMERIC, flat) is not None


def is_caption(text: str) -> bool:
    """Whether a line is a picture's caption with its credit, or the credit alone.

    >>> is_caption("代表审议报告。本报记者 王 平摄"), is_caption("（李小平 摄）"), is_caption("加强航拍统摄")
    (True, True, False)
    """
    text = text.rstrip("）)。〕 ")
    return (
        len(text) <= LONGEST_CAPTION
        and text.count("。") <= 2
        and _CREDITED.search(text) is not None
        and _NO_NAME.search(text) is None
    )


def is_byline(text: str) -> bool:
    """Whether a line names who wrote for a paper, and nothing else.

    >>> is_byline("白水日报记者 王平 李小平"), is_byline("文/王平 图/李小平"), is_byline("记者 职称评审方案")
    (True, True, False)
    """
    text = text.strip("（）()【】〔〕□■ ")
    return len(text) <= _LONGEST_BYLINE and (_BYLINE.fullmatch(text) or _SLASHED.fullmatch(text)) is not None


def is_code(text: str) -> bool:
    """Whether a line is left of the page's own code: tags, styles, scripts, images.

    >>> is_code("$('#share').share();"), is_code("}"), is_code("<img alt='图'/>"), is_code("(1) trade;")
    (True, True, True, False)
    """
    if text[:1] == "!":
        return _IMAGE.fullmatch(text) is not None
    if text[-1:] == ">":
        return _TAGS.fullmatch(text) is not None
    return text[-1:] in tuple(";{}") and HAN_CHAR.search(text) is None and _CODE.search(text) is not None


def is_path(flat: str) -> bool:
    """Whether a flat line is a path through a site.

    >>> is_path("白水市首页>>政务公开>>政府文件"), is_path("产值>1亿元"), is_path("流程:申请>初审>公示")
    (True, False, False)
    """
    if ":" in flat:
        return False
    steps = [step for step in _STEP.split(flat) if step]
    return len(steps) > 2 and all(len(step) <= _LONGEST_STEP and HAN_CHAR.match(step[0]) for step in steps[:-1])


def is_sheet(flat: str) -> bool:
    """Whether a flat line names the sheet of a newspaper.

    >>> is_sheet("第a2版:综合新闻"), is_sheet("2024年版:修订说明")
    (True, False)
    """
    return _SHEET.fullmatch(flat) is not None
