"""Arrays made without pandas are those that pyarrow makes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from pipeline import arrays

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)
KINDS: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.string(), TEXTS),
    (pa.int16(), st.integers(-(2**15), 2**15 - 1)),
    (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    (pa.float64(), st.floats(allow_nan=False)),
    (pa.bool_(), st.booleans()),
    (pa.date32(), st.dates()),
    (pa.list_(pa.string()), st.lists(st.none() | TEXTS, max_size=3)),
]


@pytest.mark.parametrize(("kind", "values"), KINDS, ids=[str(kind) for kind, _ in KINDS])
@given(data=st.data())
@settings(deadline=None)  # the first call of pyarrow's own imports pandas
def test_an_array_is_the_one_that_pyarrow_makes(
    kind: pa.DataType, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    given_values = data.draw(st.lists(st.none() | values, max_size=20))
    made = arrays.of_type(given_values, kind)
    made.validate(full=True)
    assert made.equals(pa.array(given_values, kind))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("一", pa.int32()), (2**31, pa.int32()), (1.5, pa.int32()), (1, pa.string()), ("\ud800", pa.string()),
        ("1", pa.float64()), (1, pa.bool_()), ("2026", pa.date32()), ("一", pa.list_(pa.string())),
        ([1], pa.list_(pa.string())), (date(2026, 1, 1), pa.int32()),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(value: Any, kind: pa.DataType) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)):
        arrays.of_type([value], kind)


def test_mining_and_packing_leave_pandas_alone() -> None:
    code = (
        "import sys; from pipeline.miner import MineOptions, mine_one; from pipeline.tables import all_tables\n"
        "from pipeline.batches import batch\n"
        "mined = mine_one('一、扩大学位供给。2026年新建公办幼儿园18所。'.encode(), 'a.txt', MineOptions()).mined\n"
        "print(sum(batch(table, mined).num_rows for table in all_tables().values()) > 5, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("few", [True, False], ids=["by a builder", "in one piece"])
def test_many_short_strings_are_the_same_strings(few: bool) -> None:
    given_values = ["", "新建", "ab", "12.5%", "𠮷野", "é"] * (2 if few else 40)
    made = arrays.strings(given_values)
    made.validate(full=True)
    assert made.equals(pa.array(given_values, pa.string()))


def test_a_value_repeated() -> None:
    made = arrays.repeated([("甲", 2), ("bc", 0), ("d", 3)])
    made.validate(full=True)
    assert made.equals(pa.array(["甲", "甲", "d", "d", "d"]))
    assert arrays.repeated([]).equals(pa.array([], pa.string()))


def test_what_is_no_string_is_refused_among_many() -> None:
    for strange in (1, "\ud800"):
        with pytest.raises((TypeError, ValueError)):
            arrays.strings([*["新建"] * 100, strange])  # type: ignore[list-item]
