"""Saved models: an .npz without pickled objects, with a JSON header. Reading one never runs anything.

The header has the hashes of codebook and training data, settings, codes, what was refused, and versions; the arrays are kept
columns, idf, weights, cuts, and the out-of-fold judgements of the corpus it learnt from (segment ids, no text). A classifier
that is no plane (a forest, say) is stored by skops, which reads known types of scikit-learn and refuses all others.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qda.coders import linear, textcat
from qda.coders.folds import Refused
from qda.coders.planes import Planes
from qda.coders.textcat import TextcatPlanes
from qda.errors import InputError, MissingExtra
from qda.model import Codebook

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder
    from qda.coders.linear import LinearCoder


def header_of(coder: LinearCoder) -> bytes:
    """The header as JSON: the same for the same model."""
    made: dict[str, Any] = {
        "format": linear.FORMAT,
        "name": coder.name,
        "kind": "spacy" if isinstance(coder.planes, TextcatPlanes) else "learned",
        "settings": linear.settings_as(coder.settings),
        "code_ids": coder.code_ids,
        "refused": [asdict(entry) for entry in coder.refused],
        "training_sha256": coder.training_sha256,
        "software": coder.software,
        "codebook_id": coder.codebook.id,
        "codebook_sha256": coder.codebook.sha256,
    }
    return json.dumps(made, sort_keys=True, ensure_ascii=False).encode("utf-8")


def arrays_of(coder: LinearCoder, *, with_others: bool = True) -> dict[str, NDArray[Any]]:
    """Everything that is no header, by name; empty before training. with_others: also what other libraries make into bytes,
    which are not the same twice."""
    if coder.planes is None:
        return {}
    planes, kept = coder.planes, coder.out_of_fold_codes
    made: dict[str, NDArray[Any]] = {"weights": planes.weights, "intercepts": planes.intercepts, "tuned": planes.tuned}
    for i, (columns, idf) in enumerate(zip(planes.columns, planes.idf, strict=True)):
        made[f"columns{i}"], made[f"idf{i}"] = columns, idf
    if with_others and isinstance(planes, TextcatPlanes) and planes.pipeline is not None:
        made["pipeline"] = np.frombuffer(textcat.as_bytes(planes.pipeline), dtype=np.uint8)
    if with_others and planes.others:
        made["others"] = np.frombuffer(_others_as_bytes(planes.others), dtype=np.uint8)
    if kept is not None:
        ids = np.frombuffer("\n".join(kept.segment_ids).encode("utf-8"), dtype=np.uint8)
        made |= {"known": ids, "known_margins": kept.margins.astype(np.float32)}
        made |= {"known_scores": kept.scores.astype(np.float32), "known_decisions": np.packbits(kept.decisions)}
        made["known_folds"] = kept.folds
    return made


def save(coder: LinearCoder, path: Path) -> None:
    """Write the model; same planes, same bytes. Raises MissingExtra where a classifier needs skops."""
    header: Any = np.frombuffer(header_of(coder), dtype=np.uint8)
    arrays: dict[str, Any] = {"header": header, **arrays_of(coder)}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def load(path: Path, codebook: Codebook, mentions: MentionFinder | None = None) -> LinearCoder:
    """Read a model. Raises InputError (model-unreadable), CodebookError (model-other-codebook), MissingExtra."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            header = json.loads(bytes(stored["header"]).decode("utf-8"))
            arrays = {name: stored[name] for name in stored.files if name != "header"}
        if header["format"] != linear.FORMAT:
            raise ValueError(f"format {header['format']}")
        settings = linear.settings_of(header["settings"])
        kind = textcat.TextcatCoder if header["kind"] == "spacy" else linear.LinearCoder
        coder = kind(codebook, name=header["name"], settings=settings, mentions=mentions)
        coder.code_ids = tuple(header["code_ids"])
        coder.refused = tuple(Refused(**entry) for entry in header["refused"])
        coder.training_sha256, coder.software = header["training_sha256"], dict(header["software"])
        coder.planes = _planes(arrays, len(coder.parts), len(coder.code_ids), header["kind"] == "spacy")
        _known(coder, arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
        hint = f"expected a file of format {linear.FORMAT}, as training writes it; train again"
        raise InputError(f"not a saved model: {fault}", hint, "model-unreadable", path=str(path)) from fault
    coder.refuse_another(header["codebook_sha256"])
    return coder


def _planes(arrays: dict[str, Any], parts: int, codes: int, spacy: bool) -> Planes:
    if spacy:
        made = textcat.TextcatPlanes([], [], arrays["weights"], arrays["intercepts"], arrays["tuned"])
        if made.tuned.shape != (3, codes):
            raise ValueError(f"arrays {made.tuned.shape}")
        made.pipeline = textcat.from_bytes(bytes(arrays["pipeline"])) if "pipeline" in arrays else None
        return made
    columns, idf = [arrays[f"columns{i}"] for i in range(parts)], [arrays[f"idf{i}"] for i in range(parts)]
    planes = Planes(columns, idf, arrays["weights"], arrays["intercepts"], arrays["tuned"])
    n = sum(len(one) for one in columns)
    shapes = (planes.weights.shape, planes.intercepts.shape, planes.tuned.shape, [one.shape for one in idf])
    if shapes != ((n, codes), (codes,), (3, codes), [one.shape for one in columns]):
        raise ValueError(f"arrays {shapes}")
    if "others" in arrays:
        planes.others = _others_from(bytes(arrays["others"]))
    return planes


def _known(coder: LinearCoder, arrays: dict[str, Any]) -> None:
    if "known" not in arrays:
        return
    text = bytes(arrays["known"]).decode("utf-8")
    ids = tuple(text.split("\n")) if text else ()
    shape = (len(ids), len(coder.code_ids))
    decisions = np.unpackbits(arrays["known_decisions"], count=shape[0] * shape[1]).astype(np.bool_).reshape(shape)
    margins, scores = arrays["known_margins"].astype(np.float64), arrays["known_scores"].astype(np.float64)
    if margins.shape != shape or scores.shape != shape:
        raise ValueError(f"arrays {margins.shape}, {scores.shape} for {shape}")
    coder.known = {segment: i for i, segment in enumerate(ids)}
    coder.out_of_fold_codes = linear.OutOfFold(ids, coder.code_ids, margins, scores, decisions, arrays["known_folds"])


def _skops() -> Any:
    try:
        from skops import io
    except ImportError:
        raise MissingExtra("skops", "skops") from None
    return io


def _others_as_bytes(others: list[Any]) -> bytes:
    return bytes(_skops().dumps(others))


def _others_from(data: bytes) -> list[Any]:
    """Only types of scikit-learn and numpy are made. Raises ValueError for any other."""
    io = _skops()
    unknown = io.get_untrusted_types(data=data)
    strange = [name for name in unknown if not name.startswith(("sklearn.", "numpy.", "scipy."))]
    if strange:
        raise ValueError(f"it holds things that are no part of scikit-learn: {', '.join(strange)}")
    return list(io.loads(data, trusted=unknown))
