"""What each number is: a measured amount, or one of the many things that are none.

`assign` gives every quantity of a document a role, `target` for what may be a measured amount. The negatives come
first and in order, each a small named rule; the first that knows the number decides. To see why a number has its
role, read `Role.rule`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline import status
from pipeline.document import Document
from pipeline.grammar.roles.conditions import condition
from pipeline.grammar.roles.counts import bare, leading_count, manner, single, summed, vague
from pipeline.grammar.roles.criteria import age, criterion, per, threshold
from pipeline.grammar.roles.cues import Cues
from pipeline.grammar.roles.names import coded, grade, marker, meeting, name, placeholder, programme, size
from pipeline.grammar.roles.places import ordinal, place, rank
from pipeline.grammar.roles.references import reference
from pipeline.grammar.roles.scene import REACH, Ask, Kind, Number, Role, RoleName, Rule, Scene
from pipeline.grammar.roles.times import clock, date, duration
from pipeline.grammar.words import Words

__all__ = ["RULES", "Role", "RoleName", "assign"]

# 健康发展指数达|85: a whole number without a unit
INDEX = re.compile(r"(?:指数|得分|评分|分值)[^，,。；;、\d]{0,4}$")
# The order matters: the first rule that knows a number decides.
RULES: tuple[Rule, ...] = (
    marker, programme, date, clock, per, meeting, vague, ordinal, name, reference, coded, place, rank, age, criterion,
    condition, grade, size, threshold, placeholder, duration, manner, leading_count, summed, single, bare,
)  # fmt: skip


def assign(doc: Document) -> Sequence[Role]:
    """A role for each of `doc.quantities`, in their order."""
    return doc.once("roles", lambda: _assign(doc))


def _assign(doc: Document) -> list[Role]:
    scene = Scene(doc, Words.of(doc.lexicons), Cues.of(doc.lexicons), status.periods(doc))
    text = doc.text
    placed = scene.placed
    asked: dict[tuple[str, str, str | None, bool], tuple[Ask, ...]] = {}
    roles = []
    for q in doc.quantities:
        kind = q.form, q.unit, q.dimension, q.start in placed
        rules = asked.get(kind)
        if rules is None:
            rules = asked[kind] = tuple(rule.ask for rule in RULES if rule.concerns(Kind(*kind)))
        number = Number(q, text[max(0, q.start - REACH) : q.start], text[q.end : q.end + REACH])
        for ask in rules:
            role = ask(number, scene)
            if role is not None:
                break
        else:
            role = _measured(number, scene)
        roles.append(role)
    return roles


MEASURED = Role("target", "measured")
AMOUNTS = frozenset({"fraction", "half", "tenths", "doubling", "times", "percent_han"})


def _measured(number: Number, scene: Scene) -> Role:
    """The role of a number that no rule knows."""
    q = number.q
    if q.unit or q.form in AMOUNTS:
        return MEASURED
    if INDEX.search(number.left[-12:]):
        return Role("target", "index")
    return Role("target", "index") if "." in scene.doc.text[q.start : q.end] else Role("unknown", "no_rule")
