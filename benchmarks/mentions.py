"""Actors named in a folder of transcripts, against spaCy's EntityRuler over jieba tokens: one run, CPU time, one core.

    python benchmarks/mentions.py FOLDER [--write]     # --write renews the section of docs/performance.md

The text is the Markdown files of FOLDER, cut at empty lines; megabytes are of UTF-8. The peer gets the aliases of the
same actor list and text in one script; it knows no titles, surnames, false friends or speakers, so it does less.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from qda.actors.load import load_actors
from qda.actors.mentions import MentionFinder
from qda.text.fold import fold

ROOT = Path(__file__).resolve().parent.parent
ACTORS = ROOT / "codebooks" / "actors.yaml"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- mentions: begin -->", "<!-- mentions: end -->"
TARGET = 5.0
PEER_SHARE = 10
"""The peer reads every tenth text."""


def passages(folder: Path) -> list[str]:
    """The texts of a folder, cut at empty lines."""
    whole = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
    return [part for text in whole for part in text.split("\n\n") if part.strip()]


def megabytes(texts: list[str]) -> float:
    """Size in UTF-8."""
    return sum(len(text.encode("utf-8")) for text in texts) / 1e6


def ours(texts: list[str]) -> tuple[float, int]:
    """CPU seconds, mentions found."""
    finder = MentionFinder(load_actors(ACTORS)[0])
    finder.find("居委会")  # spaCy is loaded before the clock starts
    begun = time.process_time()
    found = sum(len(mentions) for mentions in finder.find_many(texts))
    return time.process_time() - begun, found


def peer(texts: list[str]) -> tuple[float, int]:
    """The same for spaCy's Chinese pipeline with jieba and an EntityRuler."""
    import spacy

    pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    ruler = pipeline.add_pipe("entity_ruler")
    patterns = [
        {"label": actor.id, "pattern": word} for actor in load_actors(ACTORS)[0].types for word in actor.aliases
    ]
    ruler.add_patterns(patterns)
    pipeline("居委会")
    folded = [fold(text) for text in texts]
    begun = time.process_time()
    found = sum(len(document.ents) for document in pipeline.pipe(folded))
    return time.process_time() - begun, found


def main() -> None:
    """Measure both, print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="renew the section of docs/performance.md")
    given = parser.parse_args()
    texts = passages(given.folder)
    some = texts[::PEER_SHARE]
    seconds, found = ours(texts)
    other, theirs = peer(some)
    speed, slow = megabytes(texts) / seconds, megabytes(some) / other
    lines = (
        f"{megabytes(texts):.1f} MB（UTF-8）公开逐字稿，{len(texts):,}段；对照只读其中十分之一。单核 CPU 时间，同一次运行。",
        "对照只认名称，不认职务、姓氏、易混词和发言人自称。由 `python benchmarks/mentions.py FOLDER --write` 写成。",
        "",
        "| | MB/s | 找到 | 目标 |",
        "| --- | ---: | ---: | --- |",
        f"| 行动者识别 `MentionFinder.find_many` | {speed:.1f} | {found:,} | ≥ {TARGET:.0f} |",
        f"| spaCy EntityRuler，jieba 分词 | {slow:.1f} | {theirs:,} |  |",
        f"| 比 | {speed / slow:.1f} |  |  |",
    )
    text = "\n".join(lines)
    print(text)
    if given.write:
        front, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{front}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
