"""Plain-text ingest, from files to stored turns and segments, against merely reading and splitting the same files; docx
against the bare parsing library; memory against the number of files. One run, ratios.

    python benchmarks/ingest.py FOLDER                                # a folder of Markdown or text transcripts, 10-50 MB
    python benchmarks/ingest.py FOLDER --write docs/performance.md    # the same, and the table into the page
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

BEGIN, END = "<!-- made by benchmarks/ingest.py: begin -->", "<!-- made by benchmarks/ingest.py: end -->"
SETTINGS = '[corpus]\npaths = ["{folder}"]\ncase = "甲"\nworkers = {workers}\n'


def cpu(call) -> tuple[float, float, object]:
    """(wall seconds, CPU seconds of this process, result)."""
    wall, used = time.perf_counter(), time.process_time()
    result = call()
    return time.perf_counter() - wall, time.process_time() - used, result


def peer(files: list[Path]) -> int:
    """Reading and splitting: decode, cut into paragraphs, cut those into sentences' ends, keep all of it. It finds no
    speakers, checks nothing and stores nothing."""
    import re

    ends = re.compile(r"(?<=[。！？!?])")
    kept = []
    for path in files:
        text = path.read_bytes().decode("utf-8")
        for paragraph in text.split("\n\n"):
            kept.append((path.name, paragraph.strip(), ends.split(paragraph)))
    return len(kept)


def ours(folder: Path, workers: int) -> tuple[float, float, float]:
    """(wall, CPU of ingest, CPU of segmenting) for a new study of the folder."""
    from qda.steps.ingest import ingest, survey
    from qda.steps.segment import segment
    from qda.steps.settings import load_settings
    from qda.store import open_study

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        text = SETTINGS.format(folder=folder.as_posix(), workers=workers)
        (root / "study.toml").write_text(text, encoding="utf-8")
        settings = load_settings(root)
        with open_study(root, create=True) as study:
            begun = time.perf_counter()
            _, reading, _ = cpu(lambda: ingest(study, settings, survey(root, settings, [])))
            _, cutting, _ = cpu(lambda: segment(study, settings))
            return time.perf_counter() - begun, reading, cutting


def peak(folder: Path, files: int) -> float:
    """Peak memory in MB of an ingest of the first `files` files, in a process of its own."""
    code = (
        "import sys, resource, shutil, tempfile\nfrom pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).resolve().parent)!r})\nimport ingest\n"
        "with tempfile.TemporaryDirectory() as name:\n"
        f"    for path in sorted(p for p in Path({str(folder)!r}).rglob('*') if p.is_file())[:{files}]:\n"
        "        shutil.copy(path, name)\n"
        "    ingest.ours(Path(name), 0)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def docx_ratio() -> float:
    """Time of our docx reader over python-docx parsing the same file and reading its paragraphs."""
    import io

    import docx

    from qda.readers import read_bytes

    made = docx.Document()
    for i in range(3000):
        made.add_paragraph(f"张书记：第{i}件事，大家先听一下，物业把情况说清楚，再请居民代表表态。" * 2)
    stream = io.BytesIO()
    made.save(stream)
    data = stream.getvalue()
    bare = min(cpu(lambda: [p.text for p in docx.Document(io.BytesIO(data)).paragraphs])[1] for _ in range(3))
    mine = min(cpu(lambda: read_bytes("a.docx", data, shown_as="a.docx"))[1] for _ in range(3))
    return mine / bare


def measure(folder: Path, rounds: int) -> list[tuple[str, str]]:
    """What was measured and the figure, as rows of a table; medians of several rounds, peer and ours in turn."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    size = sum(p.stat().st_size for p in files) / 1e6
    for module in ("qda.readers.markdown", "qda.text.layout", "qda.text.segment"):
        importlib.import_module(module)  # imports are not what is measured
    found = []
    for _ in range(rounds):
        _, bare, _ = cpu(lambda: peer(files))
        wall, reading, cutting = ours(folder, 0)
        found.append((bare, reading, cutting, wall, ours(folder, 2)[0]))
    bare, reading, cutting, wall, two = (median(column) for column in zip(*found, strict=True))
    ratio = median((r + c) / b for b, r, c, _, _ in found)
    few, many = peak(folder, max(1, len(files) // 8)), peak(folder, len(files))
    return [
        ("文件与文本量 files, text", f"{len(files)}; {size:.1f} MB"),
        ("对照：只读入并切分 peer: read and split", f"{bare:.2f} s CPU; {size / bare:.1f} MB/s"),
        ("读入并存储 ingest", f"{reading:.2f} s CPU; {size / reading:.1f} MB/s"),
        (
            "读入、存储并切分编码单元 ingest and segment",
            f"{reading + cutting:.2f} s CPU; {size / (reading + cutting):.1f} MB/s",
        ),
        ("与对照之比 ratio to the peer", f"{ratio:.1f}"),
        ("耗时：不用与用 2 个进程 wall time, 0 and 2 workers", f"{wall:.1f}; {two:.1f} s"),
        ("docx：本程序与 python-docx 之比 time over python-docx", f"{docx_ratio():.2f}"),
        ("内存峰值：八分之一与全部文件 peak memory, 1/8 and all files", f"{few:.0f}; {many:.0f} MB"),
    ]


def main() -> None:
    """Print the table; write it into a page between its two marks if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", type=Path, help="a page that has the marks of this script")
    given = parser.parse_args()
    rows = measure(given.folder.resolve(), given.rounds)
    table = "\n".join(("| | |", "| --- | --- |", *(f"| {what} | {figure} |" for what, figure in rows)))
    print(table)
    if given.write:
        page = given.write.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        given.write.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
