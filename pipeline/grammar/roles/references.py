"""Numbers that point at something: document numbers, labels, telephone numbers."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Role, Scene, left_of, right_of
from pipeline.quantities import Quantity


def reference(q: Quantity, scene: Scene) -> Role | None:
    """Document numbers, telephone numbers, codes, annexes: `〔2024〕17号`, `附件1`, `12345热线`."""
    left, right = left_of(q, scene, 8), right_of(q, scene, 4)
    if q.unit.startswith("号") or right.startswith(("号", "#")) or re.search(r"[〔［\[【]$", left):
        return Role("reference", "document_number")
    if not q.unit and re.search(
        r"(?:附件|附表|附图|图|表|专栏|编号|代码|电话|邮编|邮政编码|热线|传真|网址|页码|第|例|卷|证|证号|批准文号|标准号|GB/?T?|DB|CLI|Q/)[:：.]?\s*$",
        left,
    ):
        return Role("reference", "label")
    digits = scene.doc.text[q.start : q.number_end]
    if not q.unit and digits.isdigit() and (len(digits) >= 7 or digits.startswith("0")):
        return Role("reference", "code")
    if not q.unit and right.startswith(("热线", "平台", "政务", "专线", "电话")):
        return Role("reference", "hotline")
    return None
