"""Why a row is what it is: the rule, the lexicon lines, the words that decided (`gangmu explain`)."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline import status, structure
from pipeline.clean import clean
from pipeline.document import Document, Origin
from pipeline.extract import targets
from pipeline.grammar import indicators, roles, series, typed
from pipeline.lexicon import Lexicons
from pipeline.miner import extraction_order

LINE = re.compile(r"(?P<lexicon>[a-z_]{1,40})\.csv:(?P<line>\d{1,9})")
AROUND = 24  # characters shown on each side
# What the rules mean, by their names in the column `rule`; of a rule of roles its docstring says it (`_documented`).
RULES = {
    "object_of_verb": "the noun phrase between the verb and the number is what is measured (培养|教学能手|15人)",
    "subject_of_verb": "the noun phrase before the verb of measure is what is measured (毛入园率|达|97%)",
    "before_number": "the noun phrase directly before the number is what is measured (总投资|5亿元)",
    "behind_number": "the noun phrase behind the number is what is measured (10个|书香校园)",
    "noun_of_next": "the noun stands behind the next number of the list (新建10所、改扩建22所|学校)",
    "same_as_before": "the number names nothing itself and goes on with the indicator before it",
    "subject_of_clause_before": "the clause before says what changes from a baseline (产值居首位，|从1亿元)",
    "owner_before_的": "behind 的 stands what is measured of what was counted before (60家示范园的|采收效率)",
    "subject_before_comma": "the subject stands before the comma, its verb behind it",
    "subject_and_head": "the verb's object is a bare head (投资), and the subject owns it",
    "verb_itself": "money without a noun is measured by its verb (投资30931万元)",
    "elided_noun": "the noun left out is that of the number before (市级|教学能手)",
    "elided_owner": "the owner left out is that of the number before (粮食|总产量)",
    "owner_in_clause_before": "the owner of a bare head stands in the clause before (黑臭水体，|消除率)",
    "respective": "分别: the parts of the subject are dealt out to the numbers",
    "share_of": "占…: the share of something in something",
    "subsidy_of_base": "a share that is given, or its cap, with no recipient: what it is a share of, kind of reward",
    "purpose": "what is counted is named by what it is for (出台|减轻企业负担|8条|措施)",
    "relational": "a target without a number: to keep step with something else (与…同步)",
    "relative": "a target without a number: to stand above or below something else (高于全省平均)",
    "delegated": "a target without a number: what another level has set (完成市定任务)",
    "absent": "it is said that no target is set (不设增速目标)",
    "relative_of_number": "a relation in a clause of its own is said of the number before",
    "subsidy": "money or a share that is given: recipient and kind of reward",
    "for_each": "每处补助…: for each of what was counted before",
    "award": "第…名 that was won, at the place where it was won",
    "honour": "what the persons or firms became (评为, 获评)",
    "per_many": "每百名…配备: the base of the rate belongs to the indicator",
    "baseline": "由…, 从…: the value a change starts from, always reported",
    "title": "the title it stands under names what is measured",
    "verb_alone": "the verb names nothing that is measured",
    "none": "nothing at the number, or before it, names what is measured",
    "measured": "an amount with a unit, and none of the rules knows it as anything else",
    "index": "a number without a unit behind the name of an index, or with a fraction",
    "no_rule": "a number without a unit that none of the rules knows",
    "year_without_unit": "four figures that are a year, without 年",
    "number_line": "nothing but figures and marks in its line",
    "count_without_classifier": "a bare number between a verb and a noun (新建|12|学校)",
    "digits_in_name": "a bare number that is part of a noun",
}


def explain(row: Mapping[str, Any], table: str, text: str, lexicons: Lexicons) -> Iterator[str]:
    """Lines that say why `row` of `table`, in the document with the clean `text`, is what it is."""
    yield from explain_in(read_again(text, lexicons), row, table)


def explain_in(document: Document, row: Mapping[str, Any], table: str) -> Iterator[str]:
    """The same where the document has been read again, for several rows of one."""
    text, lexicons = document.text, document.lexicons
    start, end = row["start"], row["end"]
    yield f"{text[max(0, start - AROUND) : start]}【{text[start:end][:60]}】{text[end : end + AROUND]}".replace(
        "\n", "⏎"
    )
    for name in filter(None, re.split(r"\+", row.get("rule") or "")):
        yield from _rule(name, lexicons)
    if table == "targets":
        yield from _target(row, document)
    if table == "initiatives":
        span = status.section(status.timeline(document), start)
        yield f"status {row['status']}: {span.reason}"
        yield f"marker style {row['style']}, level {row['level']}; anomalies: {', '.join(row['anomalies']) or 'none'}"
    if table == "programmes":
        yield f"role {row['role']}, head {row['kind']}; declared {row['declared_count']}, found {row['found_count']}"


def read_again(text: str, lexicons: Lexicons) -> Document:
    """The document of a clean text, with what the extractors found in it. Clean text is cleaned no further."""
    cleaned = clean(text, lexicons)
    items = structure.outline(text, lexicons)
    origin = Origin("", "", "text/plain", "utf-8", cleaned.script, len(text), 0, 0, cleaned.flags)
    found: dict[str, Any] = {}
    sentences, cells = structure.sentences(text, items), structure.cells(text, items)
    document = Document(text, origin, lexicons, items, sentences, cells, found)
    for name in extraction_order():
        found[name] = list(importlib.import_module(f"pipeline.extract.{name}").rows(document))
    return document


def _target(row: Mapping[str, Any], document: Document) -> Iterator[str]:
    number = document.sentence_at(row["start"])
    if number is None:
        return
    sentence = document.sentences[number]
    said, reason = status.Statuses.of(document).at(row["start"], sentence)
    yield f"status {row['status']}: {reason if said == row['status'] else 'by its own rule'}"
    will = targets.willed(document, row["start"], sentence.start)
    if row["commitment"] != "none" and will is not None:
        yield f"commitment {row['commitment']}: {will.term} ({will.where})"
    if row["period_text"] or row["period_assumed"]:
        yield f"period {row['period_start']} to {row['period_end']}: {row['period_text'] or row['period_assumed']}"
    for q, role in zip(document.quantities, roles.assign(document), strict=True):
        if q.start == row["start"]:
            yield f"number: low {q.low}, high {q.high}, unit {q.unit or '(none)'}, form {q.form}; role rule {role.rule}"


def _rule(name: str, lexicons: Lexicons) -> Iterator[str]:
    line = LINE.fullmatch(name)
    if line is not None:
        entry = next((e for e in lexicons[line["lexicon"]].entries if e.line == int(line["line"])), None)
        cells = ", ".join(f"{k}={v}" for k, v in entry.cells.items() if v) if entry else "no such line any more"
        yield f"lexicon {name}: {cells}"
        return
    yield f"rule {name}: {meaning(name) or 'see the module'} ({_module(name)})"


def meaning(name: str) -> str | None:
    """What the rule `name` means; None where nobody has said it (the rules of edits are in their modules).

    >>> meaning("respective")
    '分别: the parts of the subject are dealt out to the numbers'
    """
    return RULES.get(name) or _documented(name)


@functools.cache
def _documented(name: str) -> str | None:
    """The docstring of the rule of roles that gives `name`."""
    rules = (rule.ask for rule in roles.RULES if f'"{name}"' in inspect.getsource(rule.ask))
    return next(((rule.__doc__ or "").strip() for rule in rules), None)


@functools.cache
def _module(name: str) -> str:
    """Where the rule is written, for the two-minute test."""
    of_roles = dict.fromkeys(inspect.getmodule(rule.ask) for rule in roles.RULES)
    for module in filter(None, (indicators, series, typed, *of_roles, roles)):
        if f'"{name}"' in inspect.getsource(module):
            return module.__name__.replace(".", "/") + ("/__init__.py" if hasattr(module, "__path__") else ".py")
    return "pipeline/grammar"
