"""Numbers that point at something: document numbers, labels, telephone numbers."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule

LABEL = re.compile(
    r"(?:附件|附表|附图|图|表|专栏|编号|代码|电话|邮编|邮政编码|热线|传真|网址|页码|第|例|卷|证|证号|批准文号|标准号|GB/?T?|DB|CLI|Q/)[:：.]?\s*$"
)
BEFORE = frozenset("〔［[【")
BEHIND = frozenset("号#")
CODE = 7  # digits; a longer number without a unit is no amount


@rule()
def reference(number: Number, scene: Scene) -> Role | None:
    """Document numbers, telephone numbers, codes, annexes: `〔2024〕17号`, `附件1`, `12345热线`."""
    q, left, right = number
    if q.unit[:1] == "号" or right[:1] in BEHIND or left[-1:] in BEFORE:
        return Role("reference", "document_number")
    if q.unit:
        return None
    if LABEL.search(left[-8:]):
        return Role("reference", "label")
    digits = scene.doc.text[q.start : q.number_end]
    if digits.isdigit() and (len(digits) >= CODE or digits.startswith("0")):
        return Role("reference", "code")
    if right.startswith(("热线", "平台", "政务", "专线", "电话")):
        return Role("reference", "hotline")
    return None
