"""The hierarchy of a codebook: parents, children, leaves, facets. Codes keep the file's order throughout."""

from __future__ import annotations

from qda.errors import UnknownName
from qda.model import Code, Codebook, CodeId, Facet


def find_code(codebook: Codebook, code_id: CodeId) -> Code:
    """The code with an id. Raises UnknownName, which lists the known ones."""
    for code in codebook.codes:
        if code.id == code_id:
            return code
    raise UnknownName("code", code_id, [code.id for code in codebook.codes])


def roots(codebook: Codebook) -> tuple[Code, ...]:
    """Codes without a parent."""
    return tuple(code for code in codebook.codes if code.parent_id is None)


def leaves(codebook: Codebook) -> tuple[Code, ...]:
    """Codes without children."""
    parents = {code.parent_id for code in codebook.codes}
    return tuple(code for code in codebook.codes if code.id not in parents)


def children_of(codebook: Codebook, code_id: CodeId) -> tuple[Code, ...]:
    """The codes directly below a code; () for a leaf or an unknown id."""
    return tuple(code for code in codebook.codes if code.parent_id == code_id)


def descendants(codebook: Codebook, code_id: CodeId) -> tuple[Code, ...]:
    """All codes below a code, at any depth."""
    below = {code_id}
    found = []
    for code in codebook.codes:  # a parent stands before its children
        if code.parent_id in below:
            below.add(code.id)
            found.append(code)
    return tuple(found)


def branches(codebook: Codebook, code_id: CodeId) -> dict[CodeId, CodeId]:
    """Every code below a code, and the code directly below it whose branch it stands in (itself for a child)."""
    return {
        below.id: child.id
        for child in children_of(codebook, code_id)
        for below in (child, *descendants(codebook, child.id))
    }


def ancestors(codebook: Codebook, code_id: CodeId) -> tuple[Code, ...]:
    """The codes above a code, the nearest first. Raises UnknownName."""
    by_id = {code.id: code for code in codebook.codes}
    found = []
    parent_id = find_code(codebook, code_id).parent_id
    while parent_id is not None:
        parent = by_id[parent_id]
        found.append(parent)
        parent_id = parent.parent_id
    return tuple(found)


def of_facet(codebook: Codebook, facet: Facet) -> tuple[Code, ...]:
    """The codes of one facet."""
    return tuple(code for code in codebook.codes if code.facet == facet)


def by_facet(codebook: Codebook) -> dict[Facet, tuple[Code, ...]]:
    """The codes by facet, facets in the order of their first code."""
    facets = dict.fromkeys(code.facet for code in codebook.codes)
    return {facet: of_facet(codebook, facet) for facet in facets}


def depth(codebook: Codebook, code_id: CodeId) -> int:
    """0 for a root. Raises UnknownName."""
    return len(ancestors(codebook, code_id))
