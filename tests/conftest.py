"""What tests share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.places import Remote

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


@pytest.fixture(scope="session")
def bucket() -> Iterator[Remote]:
    """A bucket of a server that speaks S3, in this process; others find it by the environment."""
    moto = pytest.importorskip("moto.server", reason="needs moto")
    pytest.importorskip("s3fs", reason="needs the extra `remote`")
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import fsspec

        fsspec.filesystem("s3").mkdir("tables-of-tests")
        yield Remote("s3://tables-of-tests")
    server.stop()
