"""Verbs that have objects, before a number: where they begin, where they end, which of several counts."""

from __future__ import annotations

import re

from pipeline.grammar.phrases import JOINTS
from pipeline.grammar.words import Words
from pipeline.lexicon import Entry


def own_clause(left: str, words: Words) -> str:
    """`稳居全国前列、增长`: a 、 after a predicate begins a clause of its own."""
    before, mark, after = left.rpartition("、")
    if not mark:
        return left
    last = before.rpartition("、")[2].lstrip(JOINTS)
    opening = words.verbs.starting(last)
    if words.leads.starting(last) is not None:  # 力争游客人次、旅游收入均|增长10%
        return left
    return after if opening is not None and opening["kind"] in ("state", "measure") else left


def head_verbs(zone: str, words: Words, measured: bool) -> tuple[Entry | None, str]:
    """The verbs that begin `zone`, joined by 、 or one after another, and what follows them.

    A verb that is as often a noun (建设, 投资) stays where nothing but a bare head follows it (投资规模), or nothing.
    """
    found: Entry | None = None
    rest = zone
    while rest:
        entry = words.verbs.starting(rest)
        if found is not None and entry is not None and len(entry.term) == 1:  # 处理|投诉
            break
        if entry is None or not _takes_object(entry, rest[len(entry.term) :], measured):
            break
        if entry["kind"] == "nominal" and (measured or (found is not None and not rest.startswith("、"))):
            break
        if entry.term.startswith("新") and measured:  # 新登记企业增长24%: the subject is a noun
            break
        after = rest[len(entry.term) :].removeprefix("了")
        built = entry.term[0] in BUILDING and after.startswith(BUILT)
        if not built and _is_compound(after, words):
            break
        if entry["kind"] == "nominal" and (not after or prefix_is_all(after, words)):
            break
        found, rest = entry, after
        joined = rest.lstrip("、和及并或")
        if joined != rest and (nxt := words.verbs.starting(joined)) is not None and nxt["kind"] in ("act", "nominal"):
            rest = joined
            following = rest[len(nxt.term) :]
            if not following and nxt["kind"] == "nominal":
                break
            found, rest = nxt, following.removeprefix("了")
    return found, rest


def _takes_object(entry: Entry, rest: str, measured: bool) -> bool:
    """Verbs that may have an object: 增加 does where one follows (增加岗位300个), not before its number."""
    if entry["kind"] in ("act", "nominal"):
        return True
    moves = entry["kind"] == "measure" and entry["change"] in ("increase", "decrease")
    return moves and len(entry.term) > 1 and bool(rest) and not measured


def prefix_is_all(text: str, words: Words) -> bool:
    """`text` is a bare head noun and nothing else: 规模, 总额."""
    head = words.heads.get(text)
    return head is not None and head["bare"] == "yes"


# 新建|校舍: what is built begins with a character that otherwise makes a noun of the verb
BUILDING = "新改扩续迁重建加维修"
BUILT = ("校舍", "校园", "校区", "场馆", "场所", "场地", "站点", "站房", "网点", "房屋", "馆舍", "机井", "品牌")
# A verb with one of these behind it is a noun: 扶助金, 转移支付额, 服务站
COMPOUND = frozenset("金费率额量款数点站区员者业性化型类制权证卡线网度式力品物所院校馆室厂场期户")


def _is_compound(after: str, words: Words) -> bool:
    """The verb before `after` is part of a noun (服务|站), unless a modifier begins there (创建|区级)."""
    return after[:1] in COMPOUND and bool(after) and words.modifiers.starting(after) is None


# 干部取得资格的比例|提高: what stands in relation holds a verb of its own
RELATION = re.compile(r"(?:的比例|的比重|比例|占比|覆盖面|[\u4e00-\u9fff]{2}率)$")


DONE = frozenset({"完成", "实现"})  # 工业|实现|利润: never the beginning of a noun


def last_verb(zone: str, words: Words, measured: bool) -> tuple[int, Entry] | None:
    """The last strict verb within `zone` that leaves an object, or that ends it (油茶新造|1200亩)."""
    if measured and RELATION.search(zone):
        return None
    found: tuple[int, Entry] | None = None
    for at, end, entry in words.verbs.find(zone):
        if (entry["kind"] != "act" and entry.term not in DONE) or at == 0 or len(entry.term) == 1:
            continue
        if QUOTES.search(zone, 0, at) and _is_within_quotes(zone[:at]):
            continue
        named = zone[end:] in words.heads and entry.term not in DONE
        if named or _is_compound(zone[end:], words):
            continue
        found = at, entry
    return found


QUOTES = re.compile("[“（(《「”）)》」]")


def _is_within_quotes(before: str) -> bool:
    return sum((c in "“（(《「") - (c in "”）)》」") for c in before) > 0
