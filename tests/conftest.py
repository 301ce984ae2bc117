"""What tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; a test that needs it is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not here: it holds real documents that are no part of the project")
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample drop: a test that changes them takes a copy."""
    from pipeline.run import RunOptions, run
    from pipeline.sources import find

    out = tmp_path_factory.mktemp("sample") / "tables"
    run(find([str(ROOT / "data" / "raw")], leave_out=out), RunOptions(out=out, workers=1, tokens=False))
    return out
