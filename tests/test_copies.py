"""Copies: what is shared, exactly where, of which kind, and which copy to keep."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derived import derived_rows, mined
from pipeline.joining.alignment import align
from pipeline.joining.shingles import letters_of, places_of, shingled

pytest.importorskip("datasketch", reason="the extra `across` is not installed")

A = (
    "一、加强河道整治。疏浚青溪河道十二公里，新建泵站三座，改造沿岸步道，由水务部门牵头，年底前完成验收。\n"
    "二、扩大学位供给。新建公办幼儿园两所，改扩建小学一所，增加学位一千二百个，配齐专任教师，统一招生服务平台。\n"
    "三、改善出行条件。开通城乡公交线路四条，硬化通村道路三十公里，安装路灯六百盏，设置候车亭五十五座。\n"
    "四、发展特色茶业。扶持合作社十八家，更新老茶园两千亩，举办开茶节，打响云泽茶的区域品牌，带动茶农增收。\n"
)
B = (
    "一、健全养老服务。建成助餐点二十处，培训护理员一百五十名，开展居家适老化改造，惠及独居老人三百户。\n"
    "二、推进数字治理。归集公共数据九十六类，上线便民应用十一个，实现高频事项掌上可办，压缩办理时限一半。\n"
)
PLAN = "松岭县2021年工作计划\n2021年3月1日\n" + A


def rows(*texts: str) -> list[Any]:
    return derived_rows("copies", texts)


def test_what_shares_nothing_is_no_copy() -> None:
    assert rows(PLAN, "柏泉县2021年工作计划\n2021年3月1日\n" + B) == []


def test_a_phrase_that_everybody_uses_is_no_copy() -> None:
    phrase = "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念。"
    assert rows(phrase + A, "柏泉县工作计划\n" + phrase + B) == []


def test_the_same_again_with_the_better_copy() -> None:
    (row,) = rows(PLAN, PLAN.replace("三座，", "三座，，"))
    assert (row.kind, row.best_why) == ("republished", "less damaged")
    assert row.share == row.other_share == row.similarity == 1.0


def test_a_preview_of_the_same_document() -> None:
    (row,) = rows(PLAN, PLAN[: len(PLAN) * 2 // 3])
    assert (row.kind, row.best_why) == ("republished", "more complete")
    assert min(row.share, row.other_share) < 0.75 and max(row.share, row.other_share) > 0.95


def test_one_paragraph_taken_over_later() -> None:
    taken = A.split("\n")[2]
    (row,) = rows(PLAN, "柏泉县2022年工作计划\n2022年5月30日\n" + B + taken)
    assert (row.kind, row.body, row.other_body, row.days) == ("passage", "松岭县", "柏泉县", 455)
    texts = {
        d["doc_id"]: d["text"] for d in mined([PLAN, "柏泉县2022年工作计划\n2022年5月30日\n" + B + taken])["documents"]
    }
    here = texts[row.doc_id][row.starts[0] : row.ends[0]]
    there = texts[row.other_id][row.other_starts[0] : row.other_ends[0]]
    assert here == there and taken.removeprefix("三、").rstrip("。") in here
    assert row.best_id is None


def test_a_frame_that_two_bodies_filled_in() -> None:
    other = (
        PLAN.replace("松岭县", "柏泉县")
        .replace("十二公里", "九公里")
        .replace("六百盏", "两百盏")
        .replace("青溪", "白水")
    )
    (row,) = rows(PLAN, other)
    assert row.kind == "template" and row.share > 0.9 and row.best_id is None


def test_a_spun_and_a_traditional_copy() -> None:
    from opencc import OpenCC

    spun = PLAN.replace("发展", "开展").replace("服务", "效劳").replace("改善", "改良").replace("完成", "达成")
    found = rows(PLAN, spun, OpenCC("s2t").convert(PLAN))
    assert len(found) == 3 and all(row.kind == "republished" and row.similarity > 0.8 for row in found)


def test_paragraphs_in_another_order() -> None:
    lines = A.strip().split("\n")
    (row,) = rows("松岭县工作计划\n" + A, "柏泉县工作计划\n" + "\n".join(reversed(lines)))
    assert row.passages == 4 and row.share > 0.9
    assert row.starts == sorted(row.starts)


LETTERS = "河道学校公交茶园泵站教师线路品牌新建改造扶持开通"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.integers(0, 300), length=st.integers(80, 200), at=st.integers(0, 300))
def test_an_alignment_is_exact_and_found(seed: int, start: int, length: int, at: int) -> None:
    dice = random.Random(seed)
    one, other = ("".join(dice.choices(LETTERS, k=600)) for _ in range(2))
    passage = one[start : start + length]
    found = align(shingled(one), shingled(other[:at] + passage + other[at:]))
    assert sum(p.shared for p in found) >= len(passage)
    for p in found:
        assert p.shared <= min(p.end - p.start, p.other_end - p.other_start)
    best = max(found, key=lambda p: p.shared)
    assert best.start <= start and best.end >= start + length


@given(st.text(alphabet="学校，。 \n18“”（）a", max_size=60))
def test_letters_know_where_they_stand(text: str) -> None:
    letters, places = letters_of(text), places_of(text)
    assert [text[at] for at in places] == list(letters)
    assert not set(letters) & set("，。 \n“”（）")


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_the_order_of_documents_does_not_matter(data: st.DataObject) -> None:
    texts = [PLAN, PLAN[:200], "柏泉县2022年工作计划\n" + B + A.split("\n")[1], "桐川县2022年工作计划\n" + B]
    assert rows(*data.draw(st.permutations(texts))) == rows(*texts)


def test_a_thousand_copies_are_a_chain_and_no_square() -> None:
    from pipeline.across import copies
    from pipeline.joining.candidates import pairs

    texts = [shingled(f"第{number}份\n" + A) for number in range(200)]
    assert 199 <= len(pairs(texts)) <= 20 * 200
    assert copies.REQUIRES == ("datasketch",)
