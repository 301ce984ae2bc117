"""Facts of a document from its own words: title, issuer, region, number, day, kind, year (ANNOTATION §5)."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.date_forms import ROC_YEAR
from pipeline.days import year_number
from pipeline.document import Document
from pipeline.lexicon import Lexicons
from pipeline.numerals import parse
from pipeline.tense import CLEARLY, leaning, proof

DocType = Literal["plan", "report", "report_and_plan", "outline", "notice", "news", "speech", "other"]

NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}[〔\[【（(](?:19|20)\d\d[〕\]】）)]\s?第?\s?\d{1,4}\s?号")
DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})(?:\s?日|(?!\d))")
YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年—\-－~～至]")
SPOKEN_YEAR = re.compile(r"[一二][九〇零○][〇零○一二三四五六七八九]{2}年")
OPEN_YEAR = re.compile(r"(?:20|19)[XxＸ×]{2}年?|[XxＸ×]{2,4}年")
FIVE_YEAR_PLANS = ("六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")  # 六五 ends in 1985
FIVE_YEARS = re.compile(r"“(?P<n>[六七八九]|十[一二三四五六]?)五”")
DRAFTED = re.compile(r"“(?P<n>[六七八九]|十[一二三四五六]?)五”(?:计划|规划|纲要)[（(]?草案")
# 青岭县白鹭镇, 穹陵市碧溪区: names up to the character that says what they are
PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|市|自治州|州|盟|地区))?(?:[\u4e00-\u9fff]{2,6}?(?:县|区|旗|市))?(?:[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道))?"
)
# 我代表市人民政府向大会作报告; 青岭县教体局组织召开工作会议
SPEAKS = re.compile(
    r"代表(?P<who>[\u4e00-\u9fff]{0,12}?(?:政府|国务院|委员会|法院|检察院|局|厅|委))[，,]?(?:向|作|报告)"
)
HOLDS = re.compile(
    r"(?:^|[，,。\s]|日|午)(?P<who>[\u4e00-\u9fff]{2,14}?(?:局|委|厅|办|院|校|政府|委员会))[^。，,]{0,14}?(?:组织)?召开"
)
# 1996年政府工作报告关于…2010年远景目标纲要的报告: given in the first year, whatever else it is about
REPORT_OF = re.compile(r"[^，,。]{0,8}?(?<!\d)(?P<year>(?:19|20)\d\d)年[\u4e00-\u9fff]{0,8}政府工作报告")
TITLE_LENGTH = 60  # characters; a longer line is no title
HEAD = 400  # characters in which a document says what it is


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself; None where it does not."""

    title: str | None
    issuer: str | None
    region: str | None
    doc_number: str | None
    published: date | None
    doc_type: DocType
    year: int | None


def read(doc: Document) -> Facts:
    """The facts of `doc`, from its metadata where reading found some, else from its text."""
    meta = doc.origin.metadata
    title = meta.get("title") or _title(doc)
    issuer = meta.get("issuer") or _issuer(doc, title)
    kind = _doc_type(doc, title)
    number = meta.get("doc_number") or _first(NUMBER, doc.text[: 3 * HEAD])
    return Facts(
        title=title, issuer=issuer, region=meta.get("region") or _region(doc, title, issuer), doc_number=number,
        published=_published(doc, meta.get("published")), doc_type=kind, year=_year(doc, title, kind),
    )  # fmt: skip


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return re.sub(r"\s", "", match[0]) if match else None


def _title(doc: Document) -> str | None:
    """The first line, before any item, that is called a plan, a report, a notice…; lines of one title are joined."""
    types = doc.lexicons["doc_types"]
    first_item = doc.items[0].start if doc.items else len(doc.text)
    at, seen = 0, 0
    for line in doc.text[: max(first_item, 1)].split("\n"):
        start, at = at, at + len(line) + 1
        line = line.strip()
        if not line:
            continue
        seen += 1
        if start >= first_item or seen > 12:
            return None
        if len(line) > TITLE_LENGTH or line[-1] in "。；;：:，,":
            title = _run_in_title(line, doc) if seen == 1 else None
            if title or "。" in line:
                return title
            continue
        if "。" not in line and any(True for _ in types.find(line)) and not NUMBER.fullmatch(line):
            return _unquoted(line.strip())
    return None


def _unquoted(title: str) -> str:
    """《…》 around the whole of a title goes; 《…》出炉 and 关于印发《…》的通知 stay."""
    inner = title.removeprefix("《").removesuffix("》")
    return inner if "《" not in inner and "》" not in inner else title


def _run_in_title(line: str, doc: Document) -> str | None:
    """A title run into the text: `1999年政府工作报告——1999年3月…`, `XX县20XX年教育工作要点20XX年，…`."""
    head = line[:TITLE_LENGTH]
    for start, end, _ in doc.lexicons["doc_types"].find(head):
        after = line[end : end + 1]
        if start and (after in "—-（( \u3000" or after.isdigit()) and not re.search(r"[。，,；;]", head[:end]):
            return head[:end]
    return None


def _doc_type(doc: Document, title: str | None) -> DocType:
    if title is None:
        return _untitled(doc)
    if re.search(r"召开|举行", title):
        return "news"
    found = [entry for _, _, entry in doc.lexicons["doc_types"].find(title)]
    kinds = {entry["doc_type"] for entry in found}
    if {"report", "plan"} <= kinds:
        return "report_and_plan"
    if not found:
        return "other"
    outer = re.search(r"(?:关于印发|印发|转发|关于).*(通知|意见|决定|批复)$", title)
    kind: DocType = "notice" if outer else found[-1]["doc_type"]  # type: ignore[assignment]
    return "report_and_plan" if kind == "report" and _plans_too(doc) else kind


PLANNING = re.compile(
    r"\n[^\n]{0,24}(?:今后|下一步|工作安排|工作思路|主要任务|总体要求|重点工作|预期目标|工作部署|工作计划|工作打算)[^\n]{0,24}(?:\n|$)|今年[^。；;\n]{0,20}目标是?[：:]?|做好今年|今年政府工作的"
)


def _plans_too(doc: Document) -> bool:
    titles = "\n".join(["", *(i.title for i in doc.items if i.level <= 2), ""])
    return PLANNING.search(titles) is not None or PLANNING.search(doc.text) is not None


LEANS = 4  # words more of the one than of the other


def _untitled(doc: Document) -> DocType:
    head = doc.text[:HEAD]
    if doc.items and doc.items[0].start < 20:
        back, ahead = proof(doc, 0, len(doc.text))
        past = back > CLEARLY * ahead
        if re.search(r"回顾|总结|成绩", doc.items[0].title) or (past and back >= LEANS):
            return "report_and_plan" if _plans_too(doc) else "report"
        if doc.items[0].ordinal == 1:  # (三) is cut out of something, a report as well as a plan
            return "report" if past else "plan"
    if re.search(r"各位代表|向大会(?:作|报告)|予审议", head):
        return "report_and_plan" if _plans_too(doc) else "report"
    if re.search(r"(?:召开|举行|组织召开)[^。\n]{0,40}(?:会议|会|推进会)|记者|日讯|获悉", head):
        return "news"
    leans = leaning(doc.text, doc.lexicons)  # an excerpt, from a report or from a plan
    return "other" if abs(leans) < LEANS else "report" if leans > 0 else "plan"


def _year(doc: Document, title: str | None, kind: DocType) -> int | None:
    """The year in the title (the later of two), else the one the head names most, else the text."""
    if title:
        years = [int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", title)]
        if OPEN_YEAR.search(title):
            return None
        if report := REPORT_OF.match(title):
            return int(report["year"])
        plan = FIVE_YEARS.search(title)
        if plan and not years:
            return 1985 + 5 * FIVE_YEAR_PLANS.index(plan["n"])
        if years:
            return max(years)
    if OPEN_YEAR.search(doc.text[:HEAD]):
        return None
    heads = " ".join(i.title for i in doc.items if i.level == 1)
    for text in (heads, doc.text[:HEAD], doc.text[-200:]):
        years = [int(y) for y in YEARS.findall(text)]
        if years:
            common = Counter(years).most_common()
            year = max(y for y, n in common if n == common[0][1])
            return year + 1 if kind == "report_and_plan" and year + 1 in _opening_years(doc) else year
    drafted = DRAFTED.search(doc.text)
    if drafted:  # “七五”计划草案: given in the plan's first year
        return 1981 + 5 * FIVE_YEAR_PLANS.index(drafted["n"])
    spoken = [y for y in (parse(m[0][:-1]) for m in SPOKEN_YEAR.finditer(doc.text[: 5 * HEAD])) if y is not None]
    if spoken:
        return int(Counter(spoken).most_common(1)[0][0])
    return max((year_number(m["year"]) for m in ROC_YEAR.finditer(doc.text)), default=None)


def _opening_years(doc: Document) -> set[int]:
    """Years that a paragraph opens with: `2019年：…` in a report on 2018 is the year its plans are for."""
    return {int(y) for y in re.findall(r"(?m)^[ \u3000]*((?:19|20)\d\d)年", doc.text)}


def _published(doc: Document, stated: str | None) -> date | None:
    """The stated day, else the one the document is signed with at its end, else the one at its head."""
    for text in filter(None, (stated, doc.text[-HEAD:], doc.text[:HEAD])):
        days = [d for d in (_day(m) for m in DAY.finditer(text)) if d is not None]
        if days:
            return days[-1] if text != doc.text[:HEAD] else days[0]
    return None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # 2月30日: no day at all
        return None


def _issuer(doc: Document, title: str | None) -> str | None:
    """The body named at the head of the title, else in the signature, else in the lead."""
    if re.search(r"[XxＸ×]{2}", (title or doc.text[:80])):
        return None
    if title and (match := _body(doc.lexicons).match(title)):
        return match[0]
    signed = _signature(doc)
    if signed:
        return signed[-1]
    spoken = SPEAKS.search(doc.text[: 2 * HEAD]) or HOLDS.search(doc.text[:HEAD])
    return spoken["who"] if spoken else None


def _signature(doc: Document) -> list[str]:
    lines = [line.strip() for line in doc.text[-HEAD:].split("\n")]
    body = _body(doc.lexicons)
    return [line for line in lines if 4 <= len(line) <= 24 and body.fullmatch(line)]


@functools.lru_cache(maxsize=8)
def _body(lexicons: Lexicons) -> re.Pattern[str]:
    """The name of a public body: its place, then what such names end in."""
    nouns = lexicons["body_nouns"]
    whole, last = nouns.any_of("kind", "whole"), nouns.any_of("kind", "last")
    return re.compile(rf"[\u4e00-\u9fff]{{2,20}}?(?:{whole}|[\u4e00-\u9fff]{{1,8}}(?:{last}))")


def _region(doc: Document, title: str | None, issuer: str | None) -> str | None:
    """The place that the title or the issuer is named after."""
    for text in filter(None, (title, issuer, doc.text[:60])):
        if re.search(r"[XxＸ×]{2}", text[:8]):
            return None
        match = PLACE.match(text)
        if match and match[0]:
            longer = re.search(rf"(?:[\u4e00-\u9fff]{{2,5}}?(?:省|市|县|区|州))+{re.escape(match[0])}", doc.text[:HEAD])
            return longer[0] if longer else match[0]
    found = next(iter(doc.lexicons["regions"].find(doc.text[:HEAD])), None)
    return found[2].term if found else None
