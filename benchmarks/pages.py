"""How fast the pages of `gangmu explore` are over the tables in a folder.

    python benchmarks/pages.py tables

Prints for each address the first answer and the median of the next five, in milliseconds of wall clock, and the least
CPU time; the last line is the slowest median. Answers are made in this process, without the network.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from starlette.applications import Starlette
from starlette.testclient import TestClient

from pipeline.explore.app import create
from pipeline.explore.security import Guard

HOST = "127.0.0.1:8730"
TIMES = 5


def addresses(app: Starlette) -> Iterator[str]:
    """The pages: for a document in the middle, for the longest, for every table, searched and sorted."""
    source = app.state.site.source
    count = source.shapes["documents"].rows
    middle = source.query(f"SELECT doc_id FROM documents LIMIT 1 OFFSET {count // 2}")[0]["doc_id"]
    longest = source.query("SELECT doc_id FROM documents ORDER BY chars DESC LIMIT 1")[0]["doc_id"]
    yield from ("/", "/?q=幼儿园", "/?f.doc_type=plan&sort=-year&page=3")
    for doc_id in (middle, longest):
        yield from (f"/doc/{doc_id}", f"/doc/{doc_id}/text?view=raw", f"/doc/{doc_id}/t001?pane=1")
    yield from (f"/table/{name}" for name in source.shapes)
    yield from (
        "/table/targets?q=幼儿园", "/table/targets?q=学校&f.status=planned&f.value_low=>=10&sort=-value_low",
        "/table/targets?page=100", "/table/initiatives?q=学校", "/table/sentences?q=幼儿园", "/table/numbers?q=万",
        "/table/programmes?q=工程&sort=name", "/table/edits?f.kind=boilerplate",
        "/charts/indicator", "/charts/indicator/spec.json", "/charts/programmes", "/charts/roles", "/charts/edits",
        "/review",
    )  # fmt: skip


def main(out: Path) -> None:
    began = time.perf_counter()
    app = create(out, Guard(frozenset({HOST})), "benchmark")
    print(
        f"opened in {time.perf_counter() - began:.2f} s; {app.state.site.source.shapes['documents'].rows:,} documents"
    )
    medians: dict[str, float] = {}
    with TestClient(app, base_url=f"http://{HOST}") as pages:
        for address in addresses(app):
            walls, cpus = [], []
            for _ in range(TIMES + 1):
                wall, cpu = time.perf_counter(), time.process_time()
                answer = pages.get(address)
                walls.append(1000 * (time.perf_counter() - wall))
                cpus.append(1000 * (time.process_time() - cpu))
                assert answer.status_code == 200, f"{address}: {answer.status_code}"
            medians[address] = statistics.median(walls[1:])
            size = len(answer.content) // 1024
            print(f"{walls[0]:6.0f} {medians[address]:6.0f} ms  cpu {min(cpus):5.0f} ms  {size:5d} KB  {address}")
    slowest = max(medians, key=lambda address: medians[address])
    print(f"slowest: {medians[slowest]:.0f} ms  {slowest}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, default=Path("data/processed"), help="folder of the tables")
    main(parser.parse_args().out)
