"""Compiled codebooks, kept by the hash of all that decides what their rules find."""

from __future__ import annotations

import hashlib

from qda.coders.compile import compile_codebook
from qda.coders.context import Scoring, scoring_of
from qda.coders.program import Program
from qda.model import Codebook


class ProgramCache:
    """Compiled codebooks kept by the hash of all that decides them, the last `size` of them. Hold one for as long as the
    same codebooks come again; it is not shared unless handed on."""

    def __init__(self, size: int = 8) -> None:
        self._size = size
        self._kept: dict[str, Program] = {}

    def compiled(self, codebook: Codebook, scoring: Scoring | None = None, engine: str = "") -> Program:
        """The program of a codebook, made at the first call."""
        key = rules_sha256(codebook, scoring) + engine
        program = self._kept.pop(key, None)
        if program is None or program.codebook != codebook:
            program = compile_codebook(codebook, scoring, engine=engine)
        self._kept[key] = program
        while len(self._kept) > self._size:
            del self._kept[next(iter(self._kept))]
        return program

    def __len__(self) -> int:
        return len(self._kept)


def rules_sha256(codebook: Codebook, scoring: Scoring | None = None) -> str:
    """The hash of what decides what rules find: codes with their parents and rules, term lists, weights."""
    scoring = scoring or scoring_of(codebook)
    rules = [(code.id, code.parent_id, [(rule.id, rule.find) for rule in code.rules]) for code in codebook.codes]
    said = (rules, sorted(codebook.terms.items()), sorted(scoring.weights.items()), sorted(scoring.minima.items()))
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()
