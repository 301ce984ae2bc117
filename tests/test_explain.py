"""`gangmu explain` names rule, lexicon line, and the words that decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.api import load, mine_string
from pipeline.explaining import LINE, RULES, explain, meaning
from pipeline.lexicon import Lexicons

TEXT = "青岭县2025年工作计划\n一、主要目标\n力争2025年底森林覆盖率达到60%以上，按照第三条规定执行，新建公园3个。\n"


def said(table: str, at: int) -> str:
    row = mine_string(TEXT, tokens=False)[table][at]
    return "\n".join(explain(row, table, TEXT.rstrip("\n"), Lexicons.default()))


def test_a_target_shows_rule_line_status_will_and_period() -> None:
    lines = said("targets", 0)
    assert "【60%】" in lines and "rule subject_of_verb" in lines and "pipeline/grammar/indicators.py" in lines
    assert "lexicon verbs.csv:" in lines and "term=达" in lines
    assert "status planned" in lines and "commitment strive: 力争" in lines and "2025-12-31" in lines


def test_a_number_shows_the_rule_of_its_role() -> None:
    numbers = mine_string(TEXT, tokens=False).numbers
    at = next(i for i, row in enumerate(numbers) if row["rule"] == "article")
    assert "第三条" in said("numbers", at) and "roles" in said("numbers", at)


def test_an_initiative_shows_what_its_status_hangs_on() -> None:
    assert "status planned: 主要目标" in said("initiatives", 0)


def test_every_rule_that_targets_name_is_explained() -> None:
    rules = [row["rule"] for row in mine_string(TEXT, tokens=False).targets]
    assert {part for rule in rules for part in rule.split("+") if ".csv" not in part} <= RULES.keys()


@pytest.mark.parametrize("table", ["targets", "numbers"])
def test_every_rule_of_the_sample_drop_is_explained(sample: Path, table: str) -> None:
    named = {name for rule in load(sample, table)["rule"].dropna() for name in rule.split("+")}
    rules = {name for name in named if name and not LINE.fullmatch(name)}
    assert len(rules) > 10
    assert not {name for name in rules if meaning(name) is None}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2025年出台减轻企业负担8条措施。", "purpose"),
        ("果品产值连续五年居全省首位，从2018年的1亿元增加到3亿元。", "subject_of_clause_before"),
        ("建成60家示范园的采收效率平均提升20%。", "owner_before_的"),
        ("居民收入与经济增长基本同步。", "relational"),
        ("今年不设具体增速目标。", "absent"),
    ],
)
def test_rules_that_are_seldom_needed_are_explained(text: str, rule: str) -> None:
    assert rule in {part for row in mine_string(text, tokens=False).targets for part in row["rule"].split("+")}
    assert meaning(rule) is not None


def test_the_command_refuses_what_is_no_row(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from pipeline.commands import build

    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    runner = CliRunner()
    out = str(tmp_path / "tables")
    assert runner.invoke(build(), ["run", str(tmp_path / "plan.txt"), "--out", out, "--no-tokens"]).exit_code == 0
    good = runner.invoke(build(), ["explain", "plan", "t001", "--out", out])
    assert good.exit_code == 0 and "森林覆盖率" in good.output
    for row in ("x", "t999"):
        assert runner.invoke(build(), ["explain", "plan", row, "--out", out]).exit_code == 2


@pytest.mark.parametrize("table", ["targets", "numbers", "initiatives"])
def test_every_row_can_be_explained(table: str) -> None:
    for at in range(len(mine_string(TEXT, tokens=False)[table])):
        assert said(table, at)
