"""Words for the rules of a code, from what people gave it in this study. Nothing is written: a person decides."""

from __future__ import annotations

from collections.abc import Sequence

from qda.codebook import query, tree
from qda.codebook.suggest import Suggestion, suggest, terms_of
from qda.errors import StudyError
from qda.model import Codebook, CodeId
from qda.steps.code import left_out_roles, load_study_codebook, make_coder
from qda.steps.people import peoples_codings
from qda.steps.settings import Settings
from qda.steps.surroundings import study_context
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Table, table
from qda.text.fold import fold

FEWEST = 3
"""Segments of a code that a term needs, and that people must have given the code."""


def suggestions(study: Study, settings: Settings, code_id: CodeId, limit: int) -> Table:
    """One row a term, the most typical first. Raises UnknownName, StudyError (no-peoples-codings, few-codings)."""
    from qda.text.tokenize import make_tokenizer

    book, _, _ = load_study_codebook(study.root, settings)
    code = tree.find_code(book, code_id)
    below = [one.id for one in tree.descendants(book, code_id)]
    people = peoples_codings(study)
    if not people.given:
        raise StudyError(
            "nobody has coded by hand yet, and suggestions come from people's codings",
            "name a coding sheet under [[codings]] in study.toml and run  qda run",
            "no-peoples-codings",
        )
    inside = sorted(s for s, given in people.given.items() if not given.isdisjoint({code_id, *below}))
    if len(inside) < FEWEST:
        raise StudyError(
            f"people gave {code_id} to {len(inside)} of {len(people.given)} segments; {FEWEST} are needed",
            "code more segments by hand, or ask for the code above it",
            "few-codings",
        )
    units = rows.coding_units(study, leave_out=left_out_roles(settings))
    coder = make_coder("rules", study.root, settings, book, study_context(study, book))
    meant = {code_id, *below}
    found = {draft.segment_id for draft in coder.code(units, book) if draft.code_id in meant}
    proposed = suggest(
        code_id,
        units,
        people.given,
        known_terms=terms_of(book, code_id),
        tokenizer=make_tokenizer(),
        below=below,
        found=found,
        at_least=FEWEST,
        limit=limit,
        quotes=2,
    )
    missed = len(set(inside) - found)
    return table(
        "suggest",
        {"zh": f"给“{code.called()}”（{code_id}）的规则提议的词", "en": f"Terms proposed for {code_id}"},
        (
            Column("term", title="词", role="label"),
            Column("in_code", title="有此编码的段"),
            Column("elsewhere", title="其他段"),
            Column("new", title="规则尚未命中的"),
            Column("z", title="z", digits=2),
            Column("form", title="词形"),
            Column("used_by", title="已用于"),
            Column("quote", title="原话"),
        ),
        [_row(one, _users(book, one.term, meant)) for one in proposed],
        (
            people.note(),
            f"人工给出该编码的有{len(inside)}段，其中规则现在还没有命中的{missed}段；其他段{len(people.given) - len(inside)}段。",
            "按 z 由高到低：以段为单位的加权对数优势比（Monroe 等 2008），用于排序，不是检验。"
            "“新词”是分词词典里没有、但在这些段里像词的字串。本编码规则里已有的词不再列出。",
            "这些只是提议，程序不改编码表：读过原话、想过它在别处的意思，再写进 rules，并用 qda codebook diff --results 看后果。",
        ),
    )


def _row(one: Suggestion, users: Sequence[CodeId]) -> tuple[Cell, ...]:
    quotes = " ／ ".join(f"{q.text[: q.start]}【{q.text[q.start : q.end]}】{q.text[q.end :]}" for q in one.quotes)
    form = "新词" if one.is_new_word else "词"
    return one.term, one.in_code, one.elsewhere, one.new, one.z, form, "、".join(users), quotes


def _users(book: Codebook, term: str, but: set[CodeId]) -> list[CodeId]:
    """Codes outside `but` whose own rules have the very word."""
    lists = dict(book.terms)
    return [
        code.id
        for code in book.codes
        if code.id not in but
        and any(fold(word) == term for rule in code.rules for word in query.literals(query.parse(rule.find), lists))
    ]
