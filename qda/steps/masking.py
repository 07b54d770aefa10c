"""De-identification within a study: where the table of names lies, who belongs to which class, and the two places that use
it (reading, and finding out who a speaker is).

The table of names and pseudonyms lies outside the study; the study itself never holds an original name once it was read
with masking on, except in the file names that a Problem points to.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import UsageError
from qda.steps.provenance import file_sha256
from qda.steps.read import Read
from qda.steps.settings import Settings

if TYPE_CHECKING:
    from qda.actors.load import Gazetteer
    from qda.steps.mask import Masker


def map_place(root: Path, settings: Settings) -> Path:
    """Where the table of names lies. Raises UsageError: map-missing, map-inside-study."""
    from qda.steps.mask_files import check_map_place

    place = root / settings.mask.map if settings.mask.map else Path()
    check_map_place(place, root, root / settings.report.folder)
    return place


def mask_inputs(root: Path, settings: Settings) -> dict[str, object]:
    """What masking depends on, for the fingerprint of a step: {} if it is off."""
    if not settings.mask.enabled:
        return {}
    made: dict[str, object] = {"enabled": True, "keep": list(settings.mask.keep)}
    for name, relative in (("map", settings.mask.map), ("names", settings.mask.names)):
        path = root / relative
        made[f"{name}_sha256"] = file_sha256(path) if relative and path.is_file() else ""
    return made


def make_masker(root: Path, settings: Settings) -> Masker:
    """Everything that finding needs, from the study's lists. Raises InputError, UsageError (unknown-kind-to-keep)."""
    from qda.steps.actors import load_gazetteer
    from qda.steps.mask import Masker
    from qda.steps.mask_files import load_names
    from qda.text.mask_patterns import KINDS

    unknown = sorted(set(settings.mask.keep) - set(KINDS))
    if unknown:
        raise UsageError(
            f"[mask] keep: {', '.join(unknown)} is no kind of finding",
            f"known: {', '.join(KINDS)}",
            "unknown-kind-to-keep",
        )
    gazetteer, _ = load_gazetteer(root, settings)
    names = load_names(root / settings.mask.names) if settings.mask.names else ()
    shown = {t.id: t.name.get("zh") or t.id for t in gazetteer.types}
    classes = {
        case: {label: shown[actor] for label, actor in people.items()} for case, people in gazetteer.cases.items()
    }
    return Masker(names, classes, _words(gazetteer, shown), frozenset(settings.mask.keep))


def _words(gazetteer: Gazetteer, shown: dict[str, str]) -> dict[str, str]:
    """Words that say a class; a title that several types share says none."""
    made: dict[str, str] = {}
    shared: set[str] = set()
    for t in gazetteer.types:
        for word in (*t.labels, *t.aliases, *t.titles):
            if made.get(word, shown[t.id]) != shown[t.id]:
                shared.add(word)
            made.setdefault(word, shown[t.id])
    return {word: name for word, name in made.items() if word not in shared}


def masked(reads: Iterable[Read], root: Path, settings: Settings) -> tuple[Read, ...]:
    """The reads with names and numbers replaced; the table of names and the review list beside it are brought up to date."""
    from qda.steps.mask import mask_reads
    from qda.steps.mask_files import load_book, save_book, save_review

    place = map_place(root, settings)
    made = mask_reads(list(reads), make_masker(root, settings), load_book(place))
    save_book(place, made.book)
    save_review(place.with_name(f"{place.stem}-核对表.csv"), made.reviews)
    return made.reads


def people_by_pseudonym(root: Path, settings: Settings, gazetteer: Gazetteer) -> dict[str, dict[str, str]]:
    """By community, pseudonym to actor: masked labels no longer stand in the table of people. {} if masking is off or the
    table of names is not at hand."""
    from qda.steps.mask import pseudonym_classes
    from qda.steps.mask_files import load_book

    place = root / settings.mask.map
    if not settings.mask.enabled or not settings.mask.map or not place.is_file():
        return {}
    by_name = {t.name.get("zh") or t.id: t.id for t in gazetteer.types}
    return {
        case: {pseudonym: by_name[name] for pseudonym, name in people.items() if name in by_name}
        for case, people in pseudonym_classes(load_book(place)).items()
    }
