"""The records: what the program knows, one class a thing. The first room to open.

All records are frozen and slotted, built from the standard library only, and do no input or output. A span is always
0-based, half-open and counted in Unicode code points of `Document.text`; never bytes, never UTF-16 units. Ids are
strings made from content, never names: the same input gives the same id on every machine.

Three states of a segment are kept apart: *not seen* (no Assignment), *seen, no code* (an Assignment without Coding) and
*coded* (an Assignment with Codings).

Words follow REFI-QDA for coding and Discourse Network Analyzer for networks; `qda.terms` has the glossary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

CaseId = str
DocumentId = str
TurnId = str
SegmentId = str
CodeId = str
CodebookId = str
CoderId = str
CodingId = str
ActorId = str
RunId = str

DocumentKind = Literal["minutes", "interview", "requests", "other"]
"""minutes: 会议记录; interview: 访谈; requests: a table of residents' requests; other: anything else."""

Role = Literal["speaker", "interviewer", "interviewee", "narration", "apparatus"]
"""speaker: direct speech in a meeting. interviewer, interviewee: the two sides of an interview.
narration: running text without a speaker that is data (reported speech, resolutions, votes, action items).
apparatus: text that is not data (head, headings, attendance lists, stage directions); it is never cut into segments."""

SegmentScheme = Literal["turn", "paragraph", "sentence", "window"]
CoderKind = Literal["human", "rule", "model", "gold"]
Polarity = Literal["realised", "planned", "demanded", "denied"]
"""How the coded thing is said to be: realised (done, is so), planned (promised, will be), demanded (should be),
denied (is not, failed, was refused)."""

Basis = Literal["abstract", "literature", "operationalisation"]
"""What a code rests on: the abstract of the founding paper, related literature, or our own operationalisation."""

Facet = Literal["dimension", "mechanism", "effect", "linkage"]
"""The four independent facets of the codebook: a segment may carry codes of any, several, or none of them."""

_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: start (inclusive) and end (exclusive) in Unicode code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")

    def of(self, text: str) -> str:
        """The stretch itself."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> Span:
        """The span moved by `by` code points."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a file format says about a stretch of its text, for layout to use.

    kind: heading, table-row (cells joined by a tab), list-item, quote, comment, footnote, record (one row of a table
    of requests), turn (label says who speaks, "" for narration), label (a stamp or name that is part of no turn), apparatus
    (no data). level: of a heading, 1 the highest; 0 elsewhere. label: the name a format gives (a heading's own text,
    the speaker of a record); "" where it has none.
    """

    span: Span
    kind: str
    level: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment or footnote of a file, which is no part of its text. span: the words that a comment is about, or an empty
    span at the place of a footnote; None if it belongs to no place. author: "" if the file does not tell."""

    kind: Literal["comment", "footnote"]
    span: Span | None
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader makes of one file, before anybody has decided what it means.

    text: the decoded text with line ends as "\\n", otherwise as received. encoding: as found ("utf-8", "gb18030", …), ""
    for formats that carry their own. format: the reader's name. marks: structure the format itself knows, in order.
    title: from the file's own properties or first heading, "" if none. metadata: head fields that the format itself
    carries (an .xlsx sheet name, say). remarks: comments and footnotes, kept apart from the text.
    """

    text: str
    format: str
    encoding: str = ""
    marks: tuple[Mark, ...] = ()
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A community, or whatever else is compared. kind: "community" unless the study says otherwise."""

    id: CaseId
    name: str
    kind: str = "community"
    variables: Mapping[str, str] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True, slots=True)
class Document:
    """One text. date: ISO 8601, may be a year or a year and month only, None if unknown. source_path: relative to the
    study folder where the file lies inside it, "/" as separator. source_sha256: of the file as received. encoding: ""
    for formats that carry their own. variables: further attributes (place, head fields). origins: for case, kind, date,
    title and every variable, where the value came from (study.toml, manifest, folder, file name, head of the document, …)."""

    id: DocumentId
    case_id: CaseId
    kind: DocumentKind
    title: str
    date: str | None
    text: str
    source_path: str
    source_sha256: str
    encoding: str = ""
    format: str = ""
    variables: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    origins: Mapping[str, str] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at one go, or a stretch of narration or apparatus between speeches.

    order: 0-based within the document. speaker: the label as written, without colon, brackets, age note or number;
    None for narration and apparatus. actor_id: the actor the speaker belongs to, None while unresolved. span: what was
    said, without the label, with no blank at either end.
    """

    id: TurnId
    document_id: DocumentId
    order: int
    speaker: str | None
    actor_id: ActorId | None
    role: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Proceeding:
    """What minutes report besides speeches. kind: agenda, vote, resolution or task. span: the words that report it. item:
    heading of the agenda item it belongs to, as a span; None before the first item or without an agenda. numbers: votes
    for, against, abstaining and in all, as said, without those that are not said. words: outcome, method, due_date and so
    on, without empty ones. parts: named stretches (title, motion, what, who, due)."""

    kind: Literal["agenda", "vote", "resolution", "task"]
    span: Span
    item: Span | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Segment:
    """The coding unit. order: 0-based within the document. scheme: how it was cut. Segments never overlap, never cross
    a turn, and have no blank at either end."""

    id: SegmentId
    document_id: DocumentId
    turn_id: TurnId
    order: int
    span: Span
    scheme: SegmentScheme


@dataclass(frozen=True, slots=True)
class CodingUnit:
    """A segment as a coder sees it. text: the segment's own text. start: its first code point in the document, so that
    a hit at i in `text` is at start + i in the document. speaker, role: of its turn. actor_id: of the speaker, None
    while unresolved. case_id and kind: of its document."""

    segment_id: SegmentId
    document_id: DocumentId
    case_id: CaseId
    kind: DocumentKind
    role: Role
    speaker: str | None
    actor_id: ActorId | None
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule language. id: unique in the codebook. find: the rule as written. line: 1-based line of the
    codebook file, 0 where it was made in memory. weight: what it adds to a code that asks for a minimum."""

    id: str
    find: str
    line: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Code:
    """A code. parent_id: None at the top. name, definition: by language ("zh", "en"). include, exclude: what counts and
    what does not, in words. examples, counterexamples: quotable texts that a careful coder would, or would not, give
    the code. basis: what it rests on. rules: empty for a code that is coded through its children or by people only.
    exclusive: its children exclude each other. minimum: the weight that its rules must reach together, None if one is
    enough."""

    id: CodeId
    parent_id: CodeId | None
    name: Mapping[str, str]
    facet: Facet
    basis: Basis
    definition: Mapping[str, str]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    line: int = 0
    exclusive: bool = False
    minimum: float | None = None

    def called(self, language: str = "zh") -> str:
        """The name in a language; where it has none, in another, and in the last resort the id."""
        return self.name.get(language) or next(iter(self.name.values()), "") or self.id


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook. codes: in the file's order, a parent before its children. sha256: of the file as received.
    terms: named term lists that rules may refer to."""

    id: CodebookId
    version: str
    title: Mapping[str, str]
    source: str
    codes: tuple[Code, ...]
    sha256: str
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coder:
    """Who or what codes: a person, a rule set, a model, or the adjudicated gold. settings_sha256: of everything that
    decides its output besides the codebook; "" for people."""

    id: CoderId
    name: str
    kind: CoderKind
    version: str = ""
    settings_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """This coder saw this segment. round: 1-based. purpose: train, evaluate, reliability, all. inclusion_probability:
    of the segment in the coder's sample, in (0, 1]; None where no probability design was used."""

    coder_id: CoderId
    segment_id: SegmentId
    codebook_id: CodebookId
    round: int = 1
    purpose: str = "all"
    inclusion_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: a stretch of the document that made a rule or model decide. rule_id: "" for people and models. note: the
    term or feature, in words."""

    span: Span
    rule_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CodingDraft:
    """A coder's decision before it is stored: a segment is given a code. span: in the document, inside the segment.
    score: in [0, 1], None where a coder gives none. polarity: None where not judged."""

    segment_id: SegmentId
    code_id: CodeId
    span: Span
    score: float | None = None
    polarity: Polarity | None = None
    evidence: tuple[Evidence, ...] = ()
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """A stored decision: CodingDraft with its assignment and the run that made it."""

    id: CodingId
    assignment: Assignment
    code_id: CodeId
    span: Span
    score: float | None
    polarity: Polarity | None
    evidence: tuple[Evidence, ...]
    run_id: RunId
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor of the gazetteer. case_id: None if it is the same in every community. name: Chinese display name.
    kind: the sector of the actor list ("" if it has none)."""

    id: ActorId
    case_id: CaseId | None
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor named in a document. span: in the document. surface: the words found there."""

    actor_id: ActorId
    document_id: DocumentId
    span: Span
    surface: str = ""


@dataclass(frozen=True, slots=True)
class TieEvidence:
    """One event behind a tie: the stretch of text in which both actors stand together. segment_id: the unit it was
    found in. weight: what it adds to the tie (1 before normalisation)."""

    document_id: DocumentId
    segment_id: SegmentId
    span: Span
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two actors in one case. relation: "co-mention" or a linkage code's id. directed: False stores
    the pair once, source_id < target_id. weight: the sum over `evidence`, exactly."""

    source_id: ActorId
    target_id: ActorId
    relation: str
    directed: bool
    weight: float
    case_id: CaseId
    evidence: tuple[TieEvidence, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One finished step. parameters: the settings that decide its output. seed: None if nothing random happened.
    inputs_sha256: of everything it read. software: name to version. started, finished: ISO 8601 with offset.
    parent_ids: the runs whose output it read."""

    id: RunId
    step: str
    parameters: Mapping[str, object]
    seed: int | None
    inputs_sha256: str
    software: Mapping[str, str]
    started: str
    finished: str
    parent_ids: tuple[RunId, ...] = ()
