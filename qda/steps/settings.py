"""study.toml: the only place where a study's settings live. Read once, checked whole, frozen.

Every key has a default; an unknown key is an error that names the known ones, because a misspelt setting that is silently
ignored changes a result without anybody seeing it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from qda.errors import InputError, StudyError
from qda.model import DocumentKind, Polarity, SegmentScheme
from qda.steps.settings_coding import ModelSettings, SampleSettings, SheetSettings
from qda.text.dates import find_date

SETTINGS_FILE = "study.toml"


@dataclass(frozen=True, slots=True)
class StudySettings:
    """[study] title: of the report. subtitle, notice: printed under it. invented: true labels every report as made from
    invented material. language: of tables and reports, zh or en."""

    title: str = ""
    subtitle: str = ""
    notice: str = ""
    invented: bool = False
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """[corpus] paths: folders or files to read, relative to the study. exclude: patterns of paths to leave out.
    encoding: forced for text files, "" to detect. case: community of everything below the paths, "" to find it in
    manifest, folders and file names. manifest: a table (csv, xlsx) with a column path and any of case, kind, date, title;
    "" looks for manifest.csv or manifest.xlsx in each folder. kinds: folder name to kind, beside the built-in ones.
    cases: name as found to name as shown. columns: for tables, canonical column to the column's
    title. workers: processes that read files; -1
    as many as are worth it, 0 none."""

    paths: tuple[str, ...] = ("corpus",)
    exclude: tuple[str, ...] = ()
    encoding: str = ""
    case: str = ""
    manifest: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    workers: int = -1


@dataclass(frozen=True, slots=True)
class FileSettings:
    """[[files]] path: a file, a folder or a pattern with *, relative to the study; what is said holds for every file that
    fits, and of several entries the last one counts. case, kind, date, title: of these documents. encoding: of text files.
    columns: of tables. variables: any further attributes."""

    path: str = ""
    case: str = ""
    kind: str = ""
    date: str = ""
    title: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MaskSettings:
    """[mask] enabled: replace names and numbers by pseudonyms when reading. map: the table of names and pseudonyms, outside
    the study. names: a list of names that the program should know. keep: kinds of findings that are left alone."""

    enabled: bool = False
    map: str = ""
    names: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """[segments] unit: turn, paragraph (within a turn), sentence, or window of sentences within a turn.
    max_characters: longer stretches are cut at sentence ends. window: sentences in a window."""

    unit: SegmentScheme = "paragraph"
    max_characters: int = 400
    window: int = 3


@dataclass(frozen=True, slots=True)
class CodebookSettings:
    """[codebook] path: the codebook, relative to the study."""

    path: str = "codebooks/embedding.yaml"


@dataclass(frozen=True, slots=True)
class ActorSettings:
    """[actors] path: the actor list, relative to the study. people: a table (csv) of who belongs to which actor, with
    the columns 社区, 称谓, 行动者; "" for none. pipeline: an installed spaCy pipeline, or the folder of one, that proposes
    organisations and persons for the table of unlisted names; "" for none."""

    path: str = "codebooks/actors.yaml"
    people: str = ""
    pipeline: str = ""


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """[code] coders: which coders to run, in order. interviewer: also code the interviewer's words."""

    coders: tuple[str, ...] = ("rules",)
    interviewer: bool = False


@dataclass(frozen=True, slots=True)
class AgreeSettings:
    """[agree] threshold: what the coefficient of a code must reach, decided before coding; 0 declares none. thresholds: by
    code, where one differs. coefficient: which coefficient. rests_on: value, or low for the lower limit of its interval.
    round: which round of people's codings is judged; 0 the last one that two people coded. coders: only these. margin: by
    how much a machine's alpha with people may lie below theirs with each other; 0 declares none."""

    threshold: float = 0.0
    thresholds: Mapping[str, float] = field(default_factory=dict)
    coefficient: str = "krippendorff_alpha"
    rests_on: str = "value"
    round: int = 0
    coders: tuple[str, ...] = ()
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """[network] unit: sentence, segment, turn or item (of the agenda), the stretch in which two actors named together are
    tied; typed linkage is always read sentence by sentence. speaker: the speaker's actor counts as present wherever it
    names somebody. collapse: document counts a pair once a document, none counts every unit. linkage: coders whose linkage
    codings make typed ties. modalities: polarities that a typed tie counts; others stay in the table of events. eligible:
    who could be named (steps/eligibility.py), all or present. minimum: smallest weight drawn (tables always have all)."""

    unit: str = "sentence"
    speaker: bool = False
    collapse: str = "document"
    linkage: tuple[str, ...] = ("rules",)
    modalities: tuple[str, ...] = ("realised",)
    eligible: str = "all"
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """[report] folder: where reports go. seed: of permutations and bootstraps. draws: how many of each. quotes: examples
    a code."""

    folder: str = "reports"
    seed: int = 20210603
    draws: int = 1999
    quotes: int = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a study. sha256 is not kept: each step hashes what it uses."""

    study: StudySettings = StudySettings()
    corpus: CorpusSettings = CorpusSettings()
    files: tuple[FileSettings, ...] = ()
    mask: MaskSettings = MaskSettings()
    segments: SegmentSettings = SegmentSettings()
    codebook: CodebookSettings = CodebookSettings()
    actors: ActorSettings = ActorSettings()
    code: CodeSettings = CodeSettings()
    samples: tuple[SampleSettings, ...] = ()
    codings: tuple[SheetSettings, ...] = ()
    agree: AgreeSettings = AgreeSettings()
    models: tuple[ModelSettings, ...] = ()
    network: NetworkSettings = NetworkSettings()
    report: ReportSettings = ReportSettings()


LISTED: dict[str, type] = {
    "files": FileSettings,
    "samples": SampleSettings,
    "codings": SheetSettings,
    "models": ModelSettings,
}
"""Sections that may stand several times, [[name]]; what each of them must have."""
_NEEDED = {"files": ("path",), "samples": ("name", "coders"), "codings": ("path", "coder"), "models": ("name",)}

_CHOICES: dict[tuple[str, str], tuple[object, ...]] = {
    ("segments", "unit"): get_args(SegmentScheme),
    ("agree", "coefficient"): (
        "krippendorff_alpha",
        "conger_kappa",
        "fleiss_kappa",
        "gwet_ac1",
        "brennan_prediger",
        "percent",
    ),
    ("agree", "rests_on"): ("value", "low"),
    ("network", "unit"): ("sentence", "segment", "turn", "item"),
    ("network", "collapse"): ("document", "none"),
    ("network", "modalities"): get_args(Polarity),
    ("network", "eligible"): ("all", "present"),
    ("study", "language"): ("zh", "en"),
    ("codings", "kind"): ("human", "gold"),
    ("files", "kind"): get_args(DocumentKind),
    ("codings", "seen"): ("rows", "documents"),
    ("codings", "purpose"): ("all", "train", "evaluate", "reliability"),
    ("samples", "purpose"): ("train", "evaluate", "reliability"),
    ("samples", "allocation"): ("equal", "proportional"),
    ("models", "kind"): ("learned", "spacy", "combine"),
    ("models", "how"): ("any", "vote", "veto"),
}
_NUMBERS = {("agree", "thresholds")}
_SHARES = {("agree", "threshold"), ("agree", "thresholds"), ("agree", "margin")}
_POSITIVE = {
    ("segments", "max_characters"),
    ("segments", "window"),
    ("codings", "round"),
    ("samples", "size"),
    ("network", "minimum"),
    ("report", "draws"),
    ("report", "quotes"),
}


def find_root(start: Path) -> Path:
    """The study folder: `start` or the nearest folder above it that has a study.toml. Raises StudyError (no-study)."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise StudyError(
        f"no study here: {here} and the folders above it have no {SETTINGS_FILE}",
        "make one with  qda init FOLDER  , or point to one with --study FOLDER",
        "no-study",
    )


def load_settings(root: Path) -> Settings:
    """Read and check study.toml. Raises StudyError (no-study) or InputError (settings-…) with the line where known."""
    path = root / SETTINGS_FILE
    if not path.is_file():
        raise StudyError(
            f"no study in {root}: it has no {SETTINGS_FILE}", "make one with  qda init FOLDER", slug="no-study"
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise InputError(
            f"is not UTF-8 (byte {fault.start})", "save it as UTF-8", "settings-encoding", path=SETTINGS_FILE
        ) from fault
    except tomllib.TOMLDecodeError as fault:
        line = getattr(fault, "lineno", None) or _line_in(str(fault))
        wrong = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
        raise InputError(
            f"is not valid TOML: {fault}",
            _advice(wrong),
            "settings-syntax",
            path=SETTINGS_FILE,
            line=line,
        ) from fault
    faults: list[str] = []
    sections: dict[str, Any] = {}
    known = {f.name: f for f in fields(Settings)}
    for name, value in data.items():
        if name not in known:
            faults.append(f"unknown section [{name}]{_at(text, name)}; known: {', '.join(known)}")
        elif name in LISTED:
            entries = value if isinstance(value, list) else [value]
            sections[name] = tuple(_section(LISTED[name], name, entry, text, faults) for entry in entries)
        elif not isinstance(value, dict):
            faults.append(f"{name} must be a section [{name}]{_at(text, name)}")
        else:
            kind = type(known[name].default)
            sections[name] = _section(kind, name, value, text, faults)
    if faults:
        raise InputError("; ".join(faults), "see docs/start.md for every setting", "settings-value", path=SETTINGS_FILE)
    return Settings(**sections)


def _advice(line: str) -> str:
    """What to do about a line that is no TOML; two mistakes are so common that they get their own advice."""
    outside = re.sub(r'"[^"]*"|#.*', "", line)
    if re.search(r"[^\x00-\x7f]", outside):
        if set(outside) & set("“”＝，【】"):
            return 'type the signs " = , [ ] without the Chinese input method'
        return 'Chinese names stand in "quotation marks", left of = too: "例会" = "minutes"'
    if "\\" in line:
        return "write paths with / instead of \\: D:/材料/甲社区"
    return 'texts stand in "quotation marks", lists in [ ], sections in [ ]'


def _section(kind: type, name: str, data: object, text: str, faults: list[str]) -> Any:
    if not isinstance(data, dict):
        faults.append(f"[{name}] must be a section")
        return kind()
    defaults = {
        f.name: (
            f.default if f.default is not MISSING else f.default_factory() if f.default_factory is not MISSING else None
        )
        for f in fields(kind)
    }
    values: dict[str, Any] = {}
    for key, value in data.items():
        where = f"[{name}] {key}{_at(text, key)}"
        if key not in defaults:
            faults.append(f"unknown setting {where}; known: {', '.join(defaults)}")
            continue
        default = defaults[key]
        if isinstance(default, float) and type(value) is int:
            value = float(value)
        if isinstance(default, tuple):
            if isinstance(value, str):
                value = [value]
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                faults.append(f"{where} must be a list of texts")
                continue
            value = tuple(value)
        elif (name, key) in _NUMBERS:
            if not isinstance(value, dict) or not all(type(v) in (int, float) for v in value.values()):
                faults.append(f"{where} must be a section of numbers")
                continue
            value = {k: float(v) for k, v in value.items()}
        elif isinstance(default, dict):
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                faults.append(f"{where} must be a section of texts")
                continue
        elif isinstance(default, float) and type(value) in {int, float}:
            if not 0 <= value <= 1:
                faults.append(f"{where} must be between 0 and 1, not {value}")
                continue
            value = float(value)
        elif type(value) is not type(default):
            words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
            wanted = words.get(type(default), "another type")
            faults.append(f"{where} must be {wanted}, not {value!r}")
            continue
        choices = _CHOICES.get((name, key))
        outside = [one for one in (value if isinstance(value, tuple) else (value,)) if choices and one not in choices]
        if outside:
            faults.append(f"{where} is {outside[0]!r}; it must be one of {', '.join(map(str, choices or ()))}")
            continue
        if wrong := _not_understood(name, key, value):
            faults.append(f"{where} {wrong}")
            continue
        if (name, key) in _POSITIVE and value < 1:
            faults.append(f"{where} must be 1 or more, not {value}")
            continue
        if (name, key) in _SHARES and any(
            not 0 <= v <= 1 for v in (value.values() if key == "thresholds" else [value])
        ):
            faults.append(f"{where} must lie between 0 and 1")
            continue
        if (name, key) == ("corpus", "kinds"):
            strange = sorted(set(value.values()) - set(get_args(DocumentKind)))
            if strange:
                faults.append(f"{where}: {', '.join(strange)} is no kind; known: {', '.join(get_args(DocumentKind))}")
                continue
        values[key] = value
    faults.extend(
        f"[[{name}]] needs {need}" for need in _NEEDED.get(name, ()) if not (values.get(need) or defaults[need])
    )
    return kind(**values)


def _not_understood(name: str, key: str, value: object) -> str:
    """What is wrong with an encoding or a date, "" if nothing is."""
    if key == "encoding" and value:
        try:
            "".encode(str(value))
        except (LookupError, UnicodeError):
            return f"is {value!r}, which is no encoding; known are utf-8, gb18030, big5, utf-16 and others"
    if key == "columns" and isinstance(value, dict):
        from qda.readers.sheet_columns import CANONICAL, COLUMN_WORDS

        strange = [column for column in value if column not in CANONICAL and column not in COLUMN_WORDS]
        if strange:
            return f"names {', '.join(strange)} on the left; known are {', '.join((*COLUMN_WORDS, *CANONICAL))}"
    if (name, key) == ("files", "date") and not find_date(str(value)):
        return f"is {value!r}, which is no date; write 2022-04-18"
    return ""


def _at(text: str, key: str) -> str:
    """ " (line N)" of the first line that begins with a key or section, "" if it stands nowhere at a line's beginning."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().lstrip("[").split("=")[0].strip(' ]"') == key:
            return f" (line {number})"
    return ""


def _line_in(message: str) -> int | None:
    found = message.partition("line ")[2].split(",")[0].split(")")[0].strip()
    return int(found) if found.isdigit() else None
