"""Agreement with gold: no figure below its floor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.analysis.checking.report import Check, Problem
from pipeline.analysis.checking.settings import Gold, SettingsError
from pipeline.places import Place
from pipeline.scoring import faults, figures, stored
from pipeline.scoring.compare import Comparison, compare
from pipeline.scoring.gold import GoldError, find, load

GROUP = "gold"
LISTED = 20
SHOWN = ("initiatives", "targets.found", "targets.value", "targets.full", "programmes")  # without floors of one's own


def checks(place: Place, gold: Gold) -> Iterator[Check]:
    """A check a floor; without floors, the main figures, which then cannot fail. Raises SettingsError."""
    if not gold.files:
        return
    try:
        rows = stored.read(place)
        folders = [gold.raw] if gold.raw is not None else []
        golds = [load(p, folders, lambda doc_id: stored.raw_text(rows, doc_id)) for p in find(list(gold.files), "*")]
    except GoldError as error:
        raise SettingsError(str(error)) from error
    compared = [compare(one, rows) for one in golds]
    reached = figures.figures(compared) | figures.more(compared)
    strange = sorted(gold.floors.keys() - reached.keys())
    if strange:
        raise SettingsError(f"check.gold.floors.{strange[0]}: no such figure; there are {', '.join(reached)}")
    missing = [Problem(f"{c.gold.name} is not in the tables") for c in compared if not c.mined]
    if missing:
        yield Check(GROUP, "documents", "failed", f"{len(missing)} of {len(compared)} are not in the tables", missing)
    for name in gold.floors or SHOWN:
        figure, floor = reached[name], gold.floors.get(name)
        said = f"F1 {figure.f1:.3f} over {len(golds)} documents" + ("" if floor is None else f" (at least {floor:.3f})")
        if floor is None or figure.f1 >= floor:
            yield Check(GROUP, name, "passed", said)
        else:
            problems = _problems(compared, name)
            yield Check(GROUP, name, "failed", said, problems[:LISTED], max(1, len(problems)))


def _problems(compared: Sequence[Comparison], figure: str) -> list[Problem]:
    """What is wrong with the rows that the figure is of."""
    about = {"targets": "target", "initiatives": "initiative", "programmes": "programme", "slogans": "slogan"}
    wanted = "typed target" if figure.startswith("targets.typed") else about.get(figure.partition(".")[0])
    found = faults.every(compared, more=False)
    return [Problem(str(fault)) for fault in found if wanted is None or fault.about == wanted]
