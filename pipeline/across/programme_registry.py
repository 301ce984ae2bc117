"""Programmes over documents, years and levels (项目名录): names, who runs them, members over time, what they mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.joining.bodies import LEVELS, Body, bodies
from pipeline.joining.glossary import definitions
from pipeline.joining.reading import Tables
from pipeline.lexicon import Lexicons
from pipeline.naming.names import name_key
from pipeline.record import column

NEEDS = {
    "documents": ("doc_id", "title", "issuer", "region", "published", "doc_type", "year", "script", "flags", "text"),
    "programmes": ("programme_id", "doc_id", "name", "name_key", "kind", "role", "declared_count", "members", "quoted",
                   "mentions", "start", "end"),
    "sentences": ("doc_id", "text"),
    "edits": ("doc_id", "kind", "start", "end", "text", "raw_text"),
}  # fmt: skip
AliasKind = Literal["quoted", "abbreviated", "traditional", "spun", "other"]
OVERLAP = 0.5  # of the smaller of two member lists: from here on they are the same set, grown or cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A programme wherever it is named."""

    name_key: str = column("the same for the same programme across documents")
    name: str = column("the name that most documents give it")
    kind: str = column("the head noun; slogan for slogans")
    role: str = column("umbrella, single or slogan, as most documents have it")
    aliases: list[str] = column("other names of it, in the order of alias_kinds")
    alias_kinds: list[str] = column("of each alias: quoted, abbreviated, traditional, spun or other")
    first_year: int | None = column("year of the first document that names it")
    last_year: int | None = column("year of the last one")
    documents: int = column("number of documents that name it")
    mentions: int = column("how often they do")
    doc_ids: list[str] = column("these documents, by year")
    regions: list[str] = column("regions whose documents name it")
    levels: list[str] = column("levels of government, the highest first")
    run_by: list[str] = column("the bodies whose documents name it, with their level: `province 云泽省`, by first year")
    member_years: list[int | None] = column("year of each member list")
    member_bodies: list[str | None] = column("whose document gives each member list")
    member_doc_ids: list[str] = column("the document that gives each member list")
    member_lists: list[list[str]] = column("the members that documents give a counted set, by year")
    member_changes: list[str] = column(
        "of each list: first, same, changed (`+甲 -乙`), or another set of the same name"
    )
    definition: str | None = column("what a glossary says it is, from the first document with one")
    definition_doc_id: str | None = column("the document that says so")


def rows(tables: Tables, lexicons: Lexicons) -> Iterator[Row]:
    """One row a `name_key`, sorted by it; a key that is only another's alias has none of its own."""
    documents = {d["doc_id"]: {**d, "text": (d["text"] or "")[:1000]} for d in tables.rows("documents")}
    owners = bodies(documents.values(), lexicons)
    named: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tables.rows("programmes"):
        named[row["name_key"]].append(row)
    spun = _spun(named, documents, lexicons)
    short = _abbreviated(named.keys() - spun.keys(), lexicons)
    into = {**short, **spun}
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(named):
        groups[_last(key, into)].append(key)
    converted = _converted(tables, documents)
    told = definitions(tables.rows("sentences"), named.keys())
    for key in sorted(groups):
        others = [k for k in groups[key] if k != key]
        found = sorted((r for k in groups[key] for r in named[k]), key=lambda r: _when(r, documents))
        says = next((d for k in (key, *others) for d in told.get(k, ())), None)
        yield Row(
            name_key=key,
            **_names(key, found, converted, spun.keys(), short.keys()),
            **_places(found, documents, owners),
            **_members(found, documents, owners),
            definition=says.says if says else None,
            definition_doc_id=says.doc_id if says else None,
        )


def _when(row: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> tuple[int, str, int]:
    return (documents[row["doc_id"]]["year"] or 9999, row["doc_id"], row["start"])


def _last(key: str, into: Mapping[str, str]) -> str:
    seen = {key}
    while key in into and into[key] not in seen:
        key = into[key]
        seen.add(key)
    return key


def _spun(
    named: Mapping[str, Sequence[Mapping[str, Any]]], documents: Mapping[str, Mapping[str, Any]], lexicons: Lexicons
) -> dict[str, str]:
    """Keys that stand in spun documents only and become another's when a swapped word is put back."""
    swapped = [(e.term, e["likely"]) for e in lexicons["spun"].entries if e["likely"]]
    found = {}
    for key, rows in named.items():
        if all(any(f.startswith("spun") for f in documents[r["doc_id"]]["flags"]) for r in rows):
            likely = (key.replace(term, name) for term, name in swapped if term in key)
            original = next((k for k in likely if k in named and k != key), None)
            if original is not None:
                found[key] = original
    return found


def _abbreviated(keys: Collection[str], lexicons: Lexicons) -> dict[str, str]:
    """Keys that lack only the head noun of another (`菜篮子` of `菜篮子工程`), where it is one other."""
    heads = sorted((e.term for e in lexicons["programme_heads"].entries), key=len, reverse=True)
    longer: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        for head in heads:
            if key.endswith(head) and len(key) > len(head) + 1:
                longer[key.removesuffix(head)].add(key)
                break
    bare = (key for key in keys if not key.endswith(tuple(heads)))  # 改革 is no short name of 改革试点
    return {key: min(longer[key]) for key in bare if len(longer.get(key, ())) == 1}


def _names(
    key: str,
    found: Sequence[Mapping[str, Any]],
    converted: Mapping[str, Sequence[Mapping[str, Any]]],
    spun: Collection[str],
    short: Collection[str],
) -> dict[str, Any]:
    own = [r for r in found if r["name_key"] == key]
    names = Counter(r["name"] for r in own)
    name = min(names, key=lambda n: (-names[n], -len(n), n))
    aliases: dict[str, AliasKind] = {}
    for row in found:
        printed = _printed(row, converted.get(row["doc_id"], ()))
        kind: AliasKind
        if row["name_key"] in spun:
            kind = "spun"
        elif row["name_key"] in short:
            kind = "abbreviated"
        else:
            kind = "other"
        if row["name"] != name:
            aliases.setdefault(row["name"], kind)
        if row["quoted"]:
            aliases.setdefault(f"“{row['name']}”", "quoted")
        if printed is not None:
            aliases.setdefault(printed, "traditional")
    kinds, roles = Counter(r["kind"] for r in own), Counter(r["role"] for r in own)
    return {
        "name": name,
        "kind": min(kinds, key=lambda k: (-kinds[k], k)),
        "role": min(roles, key=lambda r: (-roles[r], r)),
        "aliases": sorted(aliases),
        "alias_kinds": [aliases[a] for a in sorted(aliases)],
    }


def _converted(tables: Tables, documents: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The edits of script by document, of those that print traditional characters."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    if any(d["script"] != "hans" for d in documents.values()):
        for edit in tables.rows("edits"):
            if edit["kind"] == "script":
                found[edit["doc_id"]].append(edit)
    return found


def _printed(row: Mapping[str, Any], edits: Sequence[Mapping[str, Any]]) -> str | None:
    """The name in the traditional characters that the document prints; None where it prints none of it so."""
    name, at = row["name"], 0
    within = [e for e in edits if row["start"] <= e["start"] and e["end"] <= row["end"]]
    for edit in sorted(within, key=lambda e: (e["start"], e["end"])):
        old, new = edit["text"], edit["raw_text"]
        if (found := name.find(old, at)) >= 0:
            name = name[:found] + new + name[found + len(old) :]
            at = found + len(new)
    return name if name != row["name"] else None


def _places(
    found: Sequence[Mapping[str, Any]], documents: Mapping[str, Mapping[str, Any]], owners: Mapping[str, Body]
) -> dict[str, Any]:
    ids = list(dict.fromkeys(r["doc_id"] for r in found))
    years = [documents[d]["year"] for d in ids if documents[d]["year"] is not None]
    by = list(dict.fromkeys(owners[d] for d in ids if d in owners))
    return {
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
        "documents": len(ids),
        "mentions": sum(r["mentions"] for r in found),
        "doc_ids": ids,
        "regions": sorted({body.region for body in by}),
        "levels": [level for level in LEVELS if any(body.level == level for body in by)],
        "run_by": list(dict.fromkeys(f"{body.level or 'unknown'} {body.key}" for body in by)),
    }


def _members(
    found: Sequence[Mapping[str, Any]], documents: Mapping[str, Mapping[str, Any]], owners: Mapping[str, Body]
) -> dict[str, Any]:
    """The member lists by year, each with what became of the last list of the same set."""
    lists = [r for r in found if r["members"]]
    changes: list[str] = []
    for at, row in enumerate(lists):
        earlier = [r for r in lists[:at] if _overlap(r["members"], row["members"]) >= OVERLAP]
        changes.append(_change(earlier[-1]["members"], row["members"]) if earlier else "another set" if at else "first")
    bodies_of = [owners.get(r["doc_id"]) for r in lists]
    return {
        "member_years": [documents[r["doc_id"]]["year"] for r in lists],
        "member_bodies": [body.key if body else None for body in bodies_of],
        "member_doc_ids": [r["doc_id"] for r in lists],
        "member_lists": [list(r["members"]) for r in lists],
        "member_changes": changes,
    }


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    a, b = {name_key(m) for m in one}, {name_key(m) for m in other}
    return len(a & b) / min(len(a), len(b))


def _change(before: Sequence[str], now: Sequence[str]) -> str:
    old, new = {name_key(m): m for m in before}, {name_key(m): m for m in now}
    if old.keys() == new.keys():
        return "same"
    added = [f"+{m}" for k, m in new.items() if k not in old]
    gone = [f"-{m}" for k, m in old.items() if k not in new]
    return " ".join(["changed", *added, *gone])
