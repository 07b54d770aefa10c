"""Words with their places. The only module that imports jieba.

A tokenizer is an own `jieba.Tokenizer` with the whole dictionary of the study in it: nothing is changed in jieba's
global tokenizer, no word is ever deleted or given a zero frequency (both change the whole process), no cache is
written to the shared temporary folder, and the statistical guessing of unknown words (HMM) is off, so that the same
dictionary always gives the same words. Traditional text is cut by its simplified view; the words returned are those
of the text.

Source: jieba 0.42.1 (MIT). Doubts: a user word of one text may cut another text worse; look at the words it makes.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qda.text.fold import simplify


class Tokenizer:
    """Cuts text into words. Made by `make_tokenizer`; holds its own dictionary, safe to keep one a study.

    dictionary_sha256: of the dictionary with the user's words, for the run record.
    """

    def __init__(self, engine: Any, dictionary_sha256: str) -> None:
        self._engine = engine
        self.dictionary_sha256 = dictionary_sha256

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """Words as (surface, start, end) in code points of `text`; blanks are left out, punctuation is not."""
        tokens = self._engine.tokenize(simplify(text), HMM=False)
        return [(text[start:end], start, end) for word, start, end in tokens if not word.isspace()]


def make_tokenizer(user_words: Iterable[str] = (), cache_folder: Path | None = None) -> Tokenizer:
    """A tokenizer that keeps every user word whole.

    user_words: of the study (actors, places, terms); order and repetition do not matter. cache_folder: where jieba may
    keep its parsed dictionary (a folder of the study); None reads the dictionary anew, about a second.
    """
    jieba = _import_jieba()
    engine = jieba.Tokenizer()
    with engine.get_dict_file() as source:
        base = hashlib.sha256(source.read()).hexdigest()
    if cache_folder is None:
        with engine.get_dict_file() as source:
            engine.FREQ, engine.total = engine.gen_pfdict(source)
        engine.initialized = True
    else:
        cache_folder.mkdir(parents=True, exist_ok=True)
        engine.tmp_dir = str(cache_folder)
        engine.cache_file = f"words-{base[:16]}.cache"
        engine.initialize()
    words = sorted({simplify(word.strip()) for word in user_words} - {""})
    for word in words:
        # At least 1: a frequency of zero would make jieba split the word in every tokenizer of the process.
        frequency = max(engine.suggest_freq(word, tune=False), engine.FREQ.get(word, 0), 1)
        engine.add_word(word, frequency)
    digest = hashlib.sha256("\n".join([base, *words]).encode("utf-8")).hexdigest()
    return Tokenizer(engine, digest)


def _import_jieba() -> Any:
    """jieba without its warnings at import and without its log on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.ERROR)
    return jieba
