"""How often the encoding of a short text is told wrongly.

    python benchmarks/encodings.py FOLDER [--simplified FOLDER] [--half 0|1] [--samples 1000] [--seed 1]

FOLDER: Markdown transcripts in Traditional Chinese, in any subfolders. --simplified: files of any format that qda reads,
written in Simplified Chinese; without it the transcripts are converted. --half: only one half of the transcripts, chosen
by a hash of their names, so that what was used to find a rule is not what it is judged by.

Samples of 4 to 1,000 characters are cut at random places from the running text (Traditional for Big5 and half of the
Unicode samples, Simplified for the GB encodings and the other half), written in each encoding, and read back. A sample
is wrong if the text that comes back differs from the text that went in; whether the name of the encoding is the same does
not matter. Samples that an encoding cannot write are passed over and others drawn instead; so are samples without any
Chinese character, in which there is nothing to tell. Prints a Markdown table: percent wrong, one row an encoding, one
column a length.
"""

from __future__ import annotations

import argparse
import codecs
import random
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from qda.errors import InputError
from qda.readers import SUFFIXES, read
from qda.text.encoding import decode
from qda.text.fold import simplify

LENGTHS = (4, 6, 12, 30, 1000)


def _bytes(name: str) -> Callable[[str], bytes]:
    marks = {"utf-16-le with mark": codecs.BOM_UTF16_LE, "utf-16-be with mark": codecs.BOM_UTF16_BE}
    mark, codec = marks.get(name, b""), name.removesuffix(" with mark").removesuffix(" without mark")
    return lambda text: mark + text.encode(codec)


ENCODINGS: dict[str, tuple[bool, bool]] = {
    # name: whether Simplified, whether Traditional samples are drawn
    "utf-8": (True, True),
    "utf-8-sig": (True, True),
    "utf-16-le with mark": (True, True),
    "utf-16-be with mark": (True, True),
    "utf-16-le without mark": (True, True),
    "utf-16-be without mark": (True, True),
    "gb18030": (True, False),
    "gbk": (True, False),
    "gb2312": (True, False),
    "big5": (False, True),
}


def transcripts(folder: Path, half: int | None = None) -> str:
    """The running text of all transcripts, one line end between paragraphs, without Markdown signs and addresses."""
    pages = []
    for path in sorted(folder.rglob("*.md")):
        if path.name == "README.md" or (half is not None and sha256(path.name.encode()).digest()[0] % 2 != half):
            continue
        page = path.read_text(encoding="utf-8")
        page = re.sub(r"\]\([^)]*\)|https?://\S+", "", page)
        pages.append(re.sub(r"(?m)^[#> ]+|\n\s*(?=\n)|[\[\]*]", "", page).strip())
    return "\n".join(pages)


def documents(folder: Path) -> str:
    """The text of all files that qda can read, tables aside: there is no running text in them."""
    paths = [
        path for path in sorted(folder.rglob("*")) if SUFFIXES.get(path.suffix) not in (None, "csv", "xlsx", "xls")
    ]
    drafts = [read(path, shown_as=path.name)[0] for path in paths if path.stem != "README"]
    return "\n".join(re.sub(r"\n\s*(?=\n)", "", draft.text) for draft in drafts if draft is not None)


def samples(texts: list[str], name: str, length: int, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` stretches of `length` characters and their bytes."""
    rng = random.Random(f"{seed} {name} {length}")
    write = _bytes(name)
    made = 0
    while made < count:
        text = texts[made % len(texts)]
        start = rng.randrange(len(text) - length)
        sample = text[start : start + length]
        try:
            data = write(sample)
        except UnicodeEncodeError:
            continue
        if re.search(r"[\u4e00-\u9fff]", sample):
            made += 1
            yield sample, data


def wrong(sample: str, data: bytes) -> bool:
    """Whether the bytes come back as another text."""
    try:
        return decode(data, "sample")[0] != sample
    except InputError:
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how often the encoding of a short text is told wrongly.")
    parser.add_argument("folder", type=Path, help="folder of Markdown transcripts in Traditional Chinese")
    parser.add_argument("--simplified", type=Path, help="folder of files in Simplified Chinese (default: converted)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half of the transcripts")
    parser.add_argument("--samples", type=int, default=1000, help="samples an encoding and length (1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print this many wrong samples a cell on stderr")
    given = parser.parse_args()
    traditional = transcripts(given.folder, given.half)
    if len(traditional) < 10 * max(LENGTHS):
        parser.error(f"too little text was found in the Markdown files of {given.folder}")
    simplified = documents(given.simplified) if given.simplified else simplify(traditional)
    if len(simplified) < 10 * max(LENGTHS):
        parser.error(f"too little text was found in {given.simplified}")
    print("| encoding | " + " | ".join(f"{length} characters" for length in LENGTHS) + " |")
    print("|---|" + "---:|" * len(LENGTHS))
    for name, (hans, hant) in ENCODINGS.items():
        texts = [simplified] * hans + [traditional] * hant
        cells = []
        for length in LENGTHS:
            bad = [
                sample
                for sample, data in samples(texts, name, length, given.samples, given.seed)
                if wrong(sample, data)
            ]
            cells.append(f"{100 * len(bad) / given.samples:.1f}")
            for sample in bad[: given.show]:
                print(f"{name} {length}: {sample[:40]!r}", file=sys.stderr)
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
