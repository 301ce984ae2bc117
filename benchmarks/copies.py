"""Copies: how many planted ones are found, of how many found are planted, and what it costs as documents grow.

python benchmarks/copies.py                      planted copies among 300 made-up documents
python benchmarks/copies.py --cost 1000 10000    CPU seconds and memory for so many made-up small documents
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.across import copies
from pipeline.api import mine_string
from pipeline.joining.reading import Listed
from pipeline.lexicon import Lexicons


def pairs(words: str) -> list[str]:
    return [words[at : at + 2] for at in range(0, len(words), 2)]


VERBS = pairs("建设改造推进完善培育拓展整治扶持引进提升优化创建落实扩大巩固加强启动规范配备疏浚")
FIRSTS = pairs("乡村城区产业河道园区学校社区湿地港口林场茶园仓储物流公交灌区牧区渔港矿山医院养老")
SECONDS = pairs("道路管网设施课堂平台基地市场队伍项目服务环境品牌景观泵站站点书屋厂房课程车间食堂")
ENDS = ("为发展夯实基础", "让群众共享成果", "由牵头单位按月调度", "纳入年度考核", "确保质量安全", "争取上级资金支持")
UNITS = ("处", "公里", "所", "个", "亩", "座", "万元", "人")
REGIONS = [f"{a}{b}县" for a in "松柏榆槐枫桐樟檀桂楠" for b in "岭溪泉坪湾洲阳塘林川"]
CHANGES = ("full", "half", "paragraph", "spun", "traditional")


@dataclass(frozen=True)
class Made:
    """A made-up document: its text, and the paragraphs that it was made of."""

    text: str
    paragraphs: frozenset[int]
    change: str = "original"


def paragraph(dice: random.Random) -> str:
    """Some four sentences that no other paragraph has."""
    sentences = []
    for _ in range(dice.randint(3, 5)):
        parts = [
            f"{dice.choice(VERBS)}{dice.choice(FIRSTS)}{dice.choice(SECONDS)}{dice.randint(2, 980)}{dice.choice(UNITS)}"
            for _ in range(dice.randint(2, 4))
        ]
        sentences.append("，".join([*parts, dice.choice(ENDS)]) + "。")
    return "".join(sentences)


def head(dice: random.Random, number: int) -> str:
    return f"{REGIONS[number % len(REGIONS)]}{2001 + dice.randint(0, 20)}年{dice.choice(FIRSTS)}工作计划"


def originals(dice: random.Random, count: int) -> list[Made]:
    """Documents of four to nine paragraphs that share nothing."""
    made, numbers = [], iter(range(10**9))
    for number in range(count):
        own = [(next(numbers), paragraph(dice)) for _ in range(dice.randint(4, 9))]
        made.append(Made("\n".join([head(dice, number), *(p for _, p in own)]), frozenset(n for n, _ in own)))
    return made


def changed(original: Made, change: str, dice: random.Random, filler: Iterator[Made]) -> Made:
    """A copy of `original`: whole, half, a paragraph put into another, spun, or in traditional script."""
    lines, ids = original.text.split("\n"), sorted(original.paragraphs)
    if change == "half":
        kept = len(ids) // 2
        return Made("\n".join(lines[: kept + 1]), frozenset(ids[:kept]), change)
    if change == "paragraph":
        other, at = next(filler), dice.randrange(len(ids))
        text = other.text.split("\n")
        text.insert(dice.randint(1, len(text)), lines[at + 1])
        return Made("\n".join(text), other.paragraphs | {ids[at]}, change)
    text = original.text
    if change == "spun":
        for term, spun in spun_pairs():
            text = text.replace(term, spun)
    elif change == "traditional":
        text = traditional(text)
    return Made(f"{text}\n来源：转载", original.paragraphs, change)


def spun_pairs() -> list[tuple[str, str]]:
    """(word, what a rewriting tool makes of it)."""
    return [(e["likely"], e.term) for e in Lexicons.default()["spun"].entries if e["likely"] and "pair" in e["how"]]


def traditional(text: str) -> str:
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def planted(count: int, seed: int = 7) -> dict[str, float]:
    """Precision, and recall by kind of change, of `count` documents of which half are copies."""
    dice = random.Random(seed)
    base = originals(dice, count // 2)
    filler = iter(originals(dice, count))
    # the fillers' paragraphs get numbers of their own
    offset = 10**6
    shifted = (Made(m.text, frozenset(p + offset for p in m.paragraphs)) for m in filler)
    documents = [*base, *(changed(base[i], CHANGES[i % len(CHANGES)], dice, shifted) for i in range(count // 2))]
    rows, by_id = [], {}
    for made in documents:
        row = mine_string(made.text, tokens=False).documents[0]
        rows.append(row)
        by_id[row["doc_id"]] = made
    found = {frozenset((r.doc_id, r.other_id)) for r in copies.rows(Listed({"documents": rows}), Lexicons.default())}
    ids = sorted(by_id)
    true = {
        frozenset((a, b)): {by_id[a].change, by_id[b].change} - {"original"}
        for i, a in enumerate(ids)
        for b in ids[i + 1 :]
        if by_id[a].paragraphs & by_id[b].paragraphs
    }
    figures = {"precision": len(found & true.keys()) / max(1, len(found))}
    for change in CHANGES:
        of = [pair for pair, changes in true.items() if changes == {change}]
        figures[f"recall.{change}"] = sum(pair in found for pair in of) / max(1, len(of))
    figures["recall"] = len(found & true.keys()) / max(1, len(true))
    return figures


def cost(count: int) -> tuple[float, int, int]:
    """CPU seconds for `count` small documents of which a tenth are copies, rows found, and memory in MB."""
    dice = random.Random(count)
    rows: list[dict[str, Any]] = []
    texts: list[str] = []
    for number in range(count):
        copied = texts and dice.random() < 0.1
        text = dice.choice(texts) if copied else "\n".join([head(dice, number), *(paragraph(dice) for _ in range(4))])
        texts.append(text)
        rows.append(
            {"doc_id": f"{number:016x}", "source": "", "title": head(dice, number), "issuer": None, "region": None,
             "published": None, "doc_type": "plan", "year": 2001, "script": "hans", "flags": [], "repairs": 0,
             "text": text}
        )  # fmt: skip
    before = time.process_time()
    found = Counter(row.kind for row in copies.rows(Listed({"documents": rows}), Lexicons.default()))
    spent = time.process_time() - before
    return spent, sum(found.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300, help="documents with planted copies")
    parser.add_argument("--cost", type=int, nargs="+", metavar="N", help="measure the cost of N documents instead")
    options = parser.parse_args()
    for count in options.cost or ():
        spent, rows, memory = cost(count)
        print(
            f"{count:>8,} documents {spent:8.1f} s CPU {1e3 * spent / count:6.2f} ms each {rows:>8,} rows {memory} MB"
        )
    if not options.cost:
        for name, value in planted(options.documents).items():
            print(f"{name:<20} {value:.3f}")


if __name__ == "__main__":
    main()
