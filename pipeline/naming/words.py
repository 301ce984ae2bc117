"""The lexicons of names, compiled once: head nouns, the words that bound a name, the words that are no name."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.lexicon import Entry, Lexicon, Lexicons

BOUNDS = ("undertake", "govern", "adverb", "plural", "function", "join", "keep")
GENERIC = ("generic", "lead", "particle", "weak", "opening")
PLAN_PERIOD = re.compile(r"(?:十?[一二三四五六七八九]|十)五")  # “十四五”: a time, no slogan
HAN_DIGITS = "一二三四五六七八九"
_LONGEST_WORD = 12
_LONGEST_CLASS = 2
_JOIN = re.compile("[和与及]")
_SYSTEM = re.compile("(.{2,40}?)(?:(?:管理)?(?:体制|制度)|机构)")  # 流域管理体制改革: the reform of one system


@dataclass(frozen=True)
class Words:
    """What `lexicons/programme_*.csv` and `slogans.csv` know, by use."""

    heads: Lexicon
    # positions in `heads.entries`: of those that a single name may end in, and by kind
    single_heads: frozenset[int]
    heads_of_kind: Mapping[str, frozenset[int]]
    bounds: Lexicon
    bound_use: Mapping[str, str]  # how a bounding word bounds: the first of its uses that does
    slogans: Lexicon
    bare_slogans: Lexicon
    known: Lexicon
    uses: Mapping[str, frozenset[str]]
    rights: Mapping[str, tuple[str, ...]]
    generic: frozenset[str]
    tails: tuple[str, ...]
    commons: tuple[str, ...]
    events: tuple[str, ...]
    places: tuple[str, ...]
    works: tuple[str, ...]
    against: tuple[str, ...]
    carried: tuple[str, ...]
    sites: tuple[str, ...]
    no_sets: tuple[str, ...]

    @functools.cached_property
    def firsts(self) -> Mapping[str, frozenset[str]]:
        """By use, the characters that its words begin with."""
        return {use: frozenset(term[0] for term in terms) for use, terms in self.uses.items()}

    @functools.cached_property
    def openings(self) -> frozenset[str]:
        """Weak verbs, and those that a name may open with."""
        return self.uses["weak"] | self.uses["opening"]

    @functools.cached_property
    def verbs(self) -> frozenset[str]:
        """Verbs that take a noun for their object: 学前教育深化|改革."""
        return (self.openings | self.uses["undertake"]) - self.uses["nominal"] - {"改革"}

    @classmethod
    def of(cls, lexicons: Lexicons) -> Words:
        """The words of `lexicons`; compiled at most once for each set of folders."""
        return _compiled(lexicons)

    def ending_head(self, name: str) -> Entry | None:
        """The head noun that `name` ends in, the longest there is: 行动计划 of 三年行动计划."""
        for length in range(min(self.heads.longest, len(name)), 0, -1):
            if (entry := self.heads.get(name[-length:])) is not None:
                return entry
        return None

    def is_generic(self, stem: str, kind: str) -> bool:
        """Whether `stem` before a head noun of `kind` is made of common words only.

        `重点建设` before 项目 is, and so is no name; `课程` is before 改革, but not before 工程. Strategies and reforms
        of a system (户籍制度改革) have few words that are too common for a name.
        """
        if kind == "战略":
            return _made_of(_JOIN.split(stem)[-1], self.uses["generic_strategy"])
        if kind == "改革" and (system := _SYSTEM.fullmatch(stem)) is not None:
            return _made_of(system[1], self.uses["generic_system"])
        also = {"改革": self.uses["generic_reform"], "计划": self.uses["generic_plan"]}.get(kind, frozenset())
        return _made_of(stem, self.generic, also)

    def is_vague(self, stem: str, kind: str) -> bool:
        """Whether `stem` names nothing even behind a verb of undertaking: 实施|重点配套|工程, but not 农业创新."""
        also = self.uses["generic_plan"] if kind == "计划" else frozenset()
        return _made_of(stem, self.uses["vague"], also)

    def is_class(self, words: str) -> bool:
        """Whether words between 等 and a head noun say of what class the list is: 等|绿化|工程, 等|重点生态|工程."""
        return len(words) <= _LONGEST_CLASS or _made_of(words, self.generic, self.uses["vague"])


def _made_of(stem: str, words: frozenset[str], also: frozenset[str] = frozenset()) -> bool:
    """Whether `stem` can be cut into words of these sets without a rest."""
    reached = {0}
    for at in range(len(stem)):
        if at in reached:
            ends = range(at + 1, min(len(stem), at + _LONGEST_WORD) + 1)
            reached.update(end for end in ends if stem[at:end] in words or stem[at:end] in also)
    return len(stem) in reached


@functools.cache
def _compiled(lexicons: Lexicons) -> Words:
    bounds, stops, heads = (lexicons[f"programme_{n}"] for n in ("bounds", "stops", "heads"))
    uses: dict[str, set[str]] = {}
    for entry in (*bounds.entries, *stops.entries):
        for use in entry["use"].split():
            uses.setdefault(use, set()).add(entry.term)
    kinds: defaultdict[str, set[int]] = defaultdict(set)
    for at, entry in enumerate(heads.entries):
        kinds[entry["kind"]].add(at)
    bounding = tuple(e for e in bounds.entries if any(use in BOUNDS for use in e["use"].split()))
    rights = {e.term: tuple(sorted(t for t in uses["right"] if t.startswith(e.term))) for e in heads.entries}
    slogans = lexicons["slogans"]
    return Words(
        heads=heads,
        single_heads=frozenset(at for at, entry in enumerate(heads.entries) if entry["single"]),
        heads_of_kind={kind: frozenset(found) for kind, found in kinds.items()},
        bounds=Lexicon(bounds.name, bounds.columns, bounding),
        bound_use={e.term: next(use for use in e["use"].split() if use in BOUNDS) for e in bounding},
        slogans=slogans,
        bare_slogans=slogans.where("bare", "yes"),
        known=lexicons["programme_names"],
        uses={use: frozenset(terms) for use, terms in uses.items()},
        rights=rights,
        generic=frozenset().union(*(uses[use] for use in GENERIC)),
        tails=tuple(sorted(uses["tail"])),
        commons=tuple(sorted(uses["common"])),
        events=tuple(sorted(uses["event"])),
        places=tuple(sorted(uses["place"])),
        sites=tuple(sorted(uses["place"] | uses["site"])),
        no_sets=tuple(sorted(uses["no_set"])),
        carried=tuple(sorted(uses["carried"])),
        against=tuple(sorted(uses["against"])),
        works=tuple(sorted(uses["works"], key=len, reverse=True)),
    )


def han_count(number: str) -> int | None:
    """The number that a counted set declares: 十二 -> 12, 两 -> 2, 5 -> 5; None for a placeholder (X)."""
    if number.isdecimal():
        return int(number)
    text = number.replace("两", "二")
    if not re.fullmatch(r"[一二三四五六七八九]?百?[一二三四五六七八九零]?十?[一二三四五六七八九]?", text) or not text:
        return None
    total, digit = 0, 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = HAN_DIGITS.find(char) + 1
    return total + digit
