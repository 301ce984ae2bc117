"""A report as people and machines read it: text, JSON, JUnit XML, GitHub annotations, Markdown."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol
from xml.etree import ElementTree

from pipeline.analysis.checking.report import Problem, Report
from pipeline.analysis.output.markdown import cell

FEW = 3  # problems shown of a check where all must fit on a screen
MANY = 20
LONGEST = 110  # characters of a line of text
_MARK = {"passed": "ok", "failed": "FAILED", "skipped": "skipped"}
_SIGN = {"passed": "✅", "failed": "❌", "skipped": "⏭️"}
# What JUnit's readers would choke on; XML has no way to write it.
_NO_XML = {c: " " for c in [*range(0x20), 0xFFFE, 0xFFFF] if c not in (0x9, 0xA, 0xD)}


class Shown(Protocol):
    """A way of showing a report."""

    def __call__(self, report: Report) -> str: ...


def as_text(report: Report) -> str:
    """One screen: what failed first, with its first problems, then the rest, a line each."""
    return "\n".join(_text(report)) + "\n"


def _text(report: Report) -> Iterator[str]:
    failed = report.failed
    yield f"{report.place}: {f'{len(failed)} of {len(report.checks)} checks failed' if failed else 'all checks passed'}"
    for check in failed:
        yield _cut(f"{_MARK[check.state]:<8}{check.group}: {check.name}: {check.message}")
        for problem in check.problems[:FEW]:
            yield _cut(f"          {_where(problem)}{problem.message}")
        if check.count > FEW and check.problems:
            yield f"          … and {check.count - min(FEW, len(check.problems)):,} more"
    for check in report.checks:
        if check.state != "failed":
            yield _cut(f"{_MARK[check.state]:<8}{check.group}: {check.name}: {check.message}")


def as_json(report: Report) -> str:
    """All of it, as one object."""
    shown = {
        "place": report.place,
        "passed": not report.failed,
        "checks": [dataclasses.asdict(c) for c in report.checks],
    }
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def as_junit(report: Report) -> str:
    """JUnit XML: a suite a group, a case a check."""
    root = ElementTree.Element("testsuites", name="gangmu check")
    groups = dict.fromkeys(check.group for check in report.checks)
    for group in groups:
        checks = [check for check in report.checks if check.group == group]
        suite = ElementTree.SubElement(root, "testsuite", name=group, tests=str(len(checks)))
        suite.set("failures", str(sum(c.state == "failed" for c in checks)))
        suite.set("skipped", str(sum(c.state == "skipped" for c in checks)))
        for check in checks:
            case = ElementTree.SubElement(suite, "testcase", classname=f"gangmu.{group}", name=check.name)
            if check.state == "skipped":
                ElementTree.SubElement(case, "skipped", message=_xml(check.message))
            elif check.state == "failed":
                failure = ElementTree.SubElement(case, "failure", message=_xml(check.message))
                failure.text = _xml("\n".join(_where(p) + p.message for p in check.problems[:MANY]))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def as_github(report: Report) -> str:
    """Annotations of a GitHub workflow: an error a problem, at the line of its source."""
    return "".join(line + "\n" for line in _github(report))


def _github(report: Report) -> Iterator[str]:
    for check in report.failed:
        title = _property(f"{check.group}: {check.name}")
        for problem in check.problems[:FEW] or [Problem(check.message)]:
            place = f"file={_property(problem.source)}," if problem.source else ""
            place += f"line={problem.line}," if problem.source and problem.line else ""
            yield f"::error {place}title={title}::{_data(problem.message)}"
        if check.count > FEW:
            yield f"::error title={title}::{_data(f'{check.message}; the first {FEW} are shown')}"
    if not report.failed:
        yield f"::notice title=gangmu check::{_data(f'{report.place}: {len(report.checks)} checks passed')}"


def as_markdown(report: Report) -> str:
    """A summary for a pull request."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Report) -> Iterator[str]:
    failed = report.failed
    yield f"### gangmu check: {f'{len(failed)} failed' if failed else 'passed'}"
    yield ""
    yield "| | check | |"
    yield "| --- | --- | --- |"
    for check in (*failed, *(c for c in report.checks if c.state != "failed")):
        yield f"| {_SIGN[check.state]} | {check.group}: {cell(check.name)} | {cell(check.message)} |"
    for check in failed:
        yield ""
        yield f"<details><summary>{check.group}: {cell(check.name)} ({check.count:,})</summary>"
        yield ""
        for problem in check.problems[:MANY]:
            yield f"- {cell(_where(problem) + problem.message)}"
        yield ""
        yield "</details>"


FORMATS: Mapping[str, Shown] = MappingProxyType(
    {"text": as_text, "json": as_json, "junit": as_junit, "github": as_github, "markdown": as_markdown}
)


def _where(problem: Problem) -> str:
    if problem.source is None or problem.message.startswith(problem.source):
        return ""
    return f"{problem.source}:{problem.line}: " if problem.line else f"{problem.source}: "


def _cut(line: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _xml(text: str) -> str:
    return text.translate(_NO_XML)


def _data(text: str) -> str:
    """As workflow commands escape it.

    >>> _data("50%\\nof it")
    '50%25%0Aof it'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
