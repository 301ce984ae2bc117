"""Levels compared, and what became of a body's goals from plan to plan."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derived import derived_rows

NATION = (
    "2021年国务院政府工作报告\n2021年3月5日\n一、今年的工作。今年国内生产总值增长6%以上，城镇新增就业1100万人以上。"
)
PROVINCE = "云泽省2021年政府工作报告\n2021年2月5日\n一、今年的工作。今年地区生产总值增长7.5%，城镇新增就业30万人以上。"
CITY = "云泽省澜川市2021年政府工作报告\n2021年1月20日\n一、今年地区生产总值增长7%，城镇登记失业率控制在4%以内。"
OTHER = (
    "桐川省2021年政府工作报告\n2021年1月28日\n一、今年的工作。今年地区生产总值增长6%，城镇登记失业率控制在3.5%以内。"
)


def compared(*texts: str) -> list[tuple[object, ...]]:
    return [
        (r.indicator_key, r.region, r.above_region, r.steps, r.difference, r.part, r.stance)
        for r in derived_rows("comparison", texts)
    ]


def test_the_nearest_level_above_counts() -> None:
    assert compared(NATION, PROVINCE, CITY) == [
        ("地区生产总值", "云泽省", "全国", 1, 1.5, None, "more"),
        ("地区生产总值", "云泽省澜川市", "云泽省", 1, -0.5, None, "less"),
        ("城镇新增就业", "云泽省", "全国", 1, None, 0.027273, None),
    ]


def test_where_the_level_between_says_nothing_the_next_counts() -> None:
    assert compared(NATION, CITY)[0] == ("地区生产总值", "云泽省澜川市", "全国", 2, 1.0, None, "more")


def test_regions_side_by_side_are_not_compared() -> None:
    assert compared(PROVINCE, OTHER) == []
    assert compared(CITY, OTHER) == []


def test_another_year_is_not_compared() -> None:
    assert compared(NATION, PROVINCE.replace("2021", "2022")) == []


FIRST = (
    "云泽省2021年政府工作报告\n2021年2月5日\n"
    "一、今年的工作。今年地区生产总值增长7%，城镇登记失业率控制在4%以内，粮食产量达到900万吨。"
)
NEXT = (
    "云泽省2022年政府工作报告\n2022年2月5日\n"
    "一、今年的工作。今年地区生产总值增长7.5%，城镇登记失业率控制在4.5%以内，森林覆盖率达到40%。"
)


def drifted(*texts: str) -> dict[str, tuple[str, str]]:
    return {r.indicator_key: (r.change, r.why) for r in derived_rows("drift", texts)}


def test_goals_from_plan_to_plan() -> None:
    assert drifted(FIRST, NEXT) == {
        "地区生产总值": ("strengthened", "value"),
        "城镇登记失业率": ("weakened", "value"),
        "粮食总产量": ("dropped", "in the earlier plan only"),
        "森林覆盖率": ("introduced", "in the later plan only"),
    }


@pytest.mark.parametrize(
    ("before", "after", "change", "why"),
    [
        ("到2025年森林覆盖率达到40%", "到2027年森林覆盖率达到40%", "postponed", "date"),
        ("到2027年森林覆盖率达到40%", "到2025年森林覆盖率达到40%", "brought_forward", "date"),
        ("到2025年森林覆盖率达到40%", "到2025年森林覆盖率达到40%", "same", "nothing"),
        ("今年地区生产总值增长7%", "今年地区生产总值增长7%左右", "weakened", "wording"),
        ("今年力争地区生产总值增长7%", "今年确保地区生产总值增长7%", "strengthened", "wording"),
    ],
)
def test_date_and_wording(before: str, after: str, change: str, why: str) -> None:
    texts = [
        f"云泽省202{n}年政府工作报告\n202{n}年2月5日\n一、今年的工作。{goal}。" for n, goal in ((1, before), (2, after))
    ]
    assert list(drifted(*texts).values()) == [(change, why)]


def test_two_bodies_do_not_mix() -> None:
    assert drifted(FIRST, NEXT.replace("云泽省", "桐川省")) == {}


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_the_order_of_documents_does_not_matter(data: st.DataObject) -> None:
    texts = [NATION, PROVINCE, CITY, FIRST, NEXT]
    shuffled = data.draw(st.permutations(texts))
    for name in ("comparison", "drift"):
        assert derived_rows(name, shuffled) == derived_rows(name, texts)
