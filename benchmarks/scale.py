"""What runs over more and more documents cost: time, memory of the parent and of the largest worker, disk.

    python benchmarks/scale.py [--documents 100 1000 10000] [--sentences 12] [--workers 2] [--tokens] [--long 5]

`cpu_s` is the CPU time of all processes, `busiest_s` that of the busiest: on as many free cores as workers it takes
the larger of `busiest_s` and `cpu_s` over the cores. The documents are made up and all different, of `--sentences` to
twice as many (12: two kilobytes); `--long N` puts one of N MB among them. `--json FILE` writes the figures. Memory is
the peak that the system tells (VmHWM), so this is for Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = ["松岭区", "青禾县", "白石镇", "云溪市", "南塘区", "北湾县", "东山市", "西河区"]
THINGS = ["公办幼儿园", "社区卫生服务站", "农村公路", "污水处理厂", "口袋公园", "养老服务站", "充电桩", "文化广场"]
VERBS = ["新建", "改扩建", "建成", "改造", "新增", "提升"]
HEADS = ["扩大学位供给", "完善基础设施", "改善人居环境", "提升公共服务", "推动产业升级", "强化要素保障"]
SENTENCES = (
    "{verb}{thing}{n}个，其中{place}{m}个，{year}年底前全部投入使用。",
    "实施“{place}{thing}提升工程”，完成投资{n}.{m}亿元，同比增长{k}.{m}%。",
    "确保{thing}覆盖率达到{k}%以上，群众满意度不低于9{d}%。",
    "坚持问题导向，进一步健全工作机制，压实各方责任，推动各项任务落到实处。",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--sentences", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tokens", action="store_true")
    parser.add_argument("--long", type=float, default=0, help="MB of one long document among them")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    figures = []
    for count in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            size = make(Path(folder, "drop"), count, options.sentences, int(options.long * 1e6))
            figures.append({"documents": count, "mb": round(size / 1e6, 2), **measure(Path(folder), options)})
        print(figures[-1], flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def make(folder: Path, count: int, sentences: int, long: int) -> int:
    """Write `count` documents, one of them `long` bytes if that is not 0; the bytes of all."""
    total = 0
    for i in range(count):
        path = folder / f"{i // 1000:03d}" / f"{i:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = document(random.Random(i), sentences + i % (sentences + 8)) if i or not long else ""
        while long and not i and len(text) * 3 < long:
            text += document(random.Random(len(text)), 2_000)
        path.write_text(text, "utf-8")
        total += path.stat().st_size
    return total


def document(chance: random.Random, sentences: int) -> str:
    lines = [f"{chance.choice(PLACES)}{chance.randrange(2015, 2027)}年工作要点第{chance.randrange(10**6)}号"]
    for i in range(sentences):
        if i % 4 == 0:
            lines.append(f"{'一二三四五六七八九十'[(i // 4) % 10]}、{chance.choice(HEADS)}")
        words = {"verb": chance.choice(VERBS), "thing": chance.choice(THINGS), "place": chance.choice(PLACES)}
        numbers = {"n": chance.randrange(2, 900), "m": chance.randrange(1, 9), "k": chance.randrange(10, 99)}
        years = {"year": chance.randrange(2024, 2031), "d": chance.randrange(9)}
        lines.append(SENTENCES[i % 4].format(**words, **numbers, **years))
    return "\n".join(lines) + "\n"


def measure(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Run over `folder/drop`, then once more with nothing to do."""
    command = [sys.executable, str(ROOT / "cli.py"), "run", "drop", "--out", "tables"]
    command += ["--workers", str(options.workers), *([] if options.tokens else ["--no-tokens"])]
    figures = _watched(command, folder)
    again = _watched(command, folder)
    on_disk = sum(p.stat().st_size for p in (folder / "tables/.tables/current").resolve().rglob("*") if p.is_file())
    return {**figures, "again_s": again["wall_s"], "again_parent_mb": again["parent_mb"], "disk_mb": on_disk / 1e6}


def _watched(command: list[str], folder: Path) -> dict[str, float]:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peaks: dict[int, int] = {}
    busy: dict[int, float] = {}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            for pid in (process.pid, *_children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
                busy[pid] = max(busy.get(pid, 0), _seconds(pid))
            time.sleep(0.2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode == 0, command
    return {
        "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "busiest_s": round(max(busy.values()), 1),
        "parent_mb": round(peaks.pop(process.pid) / 1e3),
        "worker_mb": round(max(peaks.values(), default=0) / 1e3),
    }


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []  # it has just ended


def _seconds(pid: int) -> float:
    """CPU seconds of a process and its threads so far; 0 for one that has just ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    """Peak memory so far in kB; 0 for a process that has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
