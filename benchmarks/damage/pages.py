"""Pages and lines: where they are cut, and what a site puts around them."""

from __future__ import annotations

import re
from itertools import pairwise

_CHUNK = 420  # characters of a page on a preview site
_LINE = 38  # characters of a printed line


def page_chunks(text: str) -> str:
    """`1、` `2、` before each page's text, wherever the page cut the sentence."""
    pages = [text[at : at + _CHUNK].strip("\n") for at in range(0, len(text), _CHUNK)]
    return "\n\n".join(f"{number}、{page}" for number, page in enumerate(pages, 1))


def page_chunks_run_together(text: str) -> str:
    """The same with no line kept: where a heading ends is lost, and with it the titles."""
    run = text.replace("\n", "")
    pages = [run[at : at + _CHUNK] for at in range(0, len(run), _CHUNK)]
    return "\n\n".join(f"{number}、{page}" for number, page in enumerate(pages, 1))


def wrapped(text: str) -> str:
    """Lines broken at the width of a printed page, paragraphs indented; rows of tables in one piece."""
    lines = text.split("\n")
    return "\n".join(line if "|" in line else "\n".join(_pieces("\u3000\u3000" + line)) for line in lines)


def _pieces(line: str) -> list[str]:
    cuts, width, last = [0], 0, 0
    for at, char in enumerate(line):
        width += 1 if char.isascii() else 2
        if width > 2 * _LINE and at > last and char not in "，。；：、！？”）%":
            if re.match("[0-9.]", char) and re.match("[0-9.]", line[at - 1]):
                continue
            cuts.append(at)
            width, last = 2, at
    return [line[a:b] for a, b in pairwise([*cuts, len(line)])]


def one_line(text: str) -> str:
    """All paragraphs in one line, two U+3000 between them."""
    return "\u3000\u3000" + text.replace("\n", "\u3000\u3000")


def page_numbers(text: str) -> str:
    """A page number after every twelfth line."""
    lines = text.split("\n")
    return "\n".join(f"{line}\n— {at // 12 + 1} —" if at % 12 == 11 else line for at, line in enumerate(lines))


def site_chrome(text: str) -> str:
    """A portal's own lines above and below."""
    above = (
        "首页 > 政务公开 > 规划计划\n索引号：A-1　　发布机构：白水县政府办　　发布日期：2024-01-19\n"
        "浏览次数：12　【字体：大 中 小】　打印　关闭\n\n"
    )
    below = (
        "\n\n责任编辑：王一　　审核：李二\n扫一扫在手机打开当前页\n主办单位：白水县政府办　备案号：某ICP备00000001号\n"
    )
    return above + text + below


def said_twice(text: str) -> str:
    """The longest paragraph that ends with a sentence stands twice."""
    lines = text.split("\n")
    at = max(range(len(lines)), key=lambda i: len(lines[i]) * lines[i].endswith(("。", "；", ";")))
    return "\n".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])
