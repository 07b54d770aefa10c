"""`qda agree --ratings FILE`: agreement of anybody's long table, without a study."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from qda.errors import InputError, Problem, UnknownName, UsageError
from qda.steps.long_table import LongRow, read_long_table
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.reliability.interval import Interval
    from qda.reliability.summary import Rating, Summary

METRICS = ("nominal", "ordinal", "interval", "ratio")
DRAWS = 2000
SEED = 1
LOOKS_MISSING = {"na", "nan", "n/a", "null", "none", ".", "-", "*", "缺失", "未编码"}


def agree_on_file(
    path: Path,
    columns: Mapping[str, str],
    *,
    metric: str = "nominal",
    categories: str = "",
    missing: Sequence[str] = (),
    threshold: float | None = None,
) -> tuple[Summary, list[Problem]]:
    """Read the table and compute everything.

    columns: unit, coder, value, document ("" for none). categories: the code list, separated by commas or semicolons.
    missing: texts that mean "this coder gave no value", beside a blank cell. Raises UnknownName (metric), UsageError,
    InputError (ratings-…, table-…, value-…).
    """
    import numpy

    from qda.reliability.alpha import Metric
    from qda.reliability.summary import summarise

    if metric not in METRICS:
        raise UnknownName("metric", metric, get_args(Metric))
    for option in ("unit", "coder", "value"):
        if not columns.get(option):
            raise UsageError(f"--{option} is needed with --ratings", f"name the column: --{option} TITLE", "usage")
    if threshold is not None and not -1 <= threshold <= 1:
        raise UsageError(f"the threshold is {threshold:g}", "give one that alpha can reach, such as 0.667", "usage")
    rows, problems = read_long_table(path, columns)
    listed = _listed(categories, metric)
    ratings = _ratings(rows, path.name, metric, listed, missing, problems)
    chosen: Metric = metric  # type: ignore[assignment]
    summary = summarise(ratings, metric=chosen, categories=listed, draws=DRAWS, rng=numpy.random.default_rng(SEED))
    return summary, problems


def _listed(categories: str, metric: str) -> tuple[str | float, ...]:
    """The categories as values. A comma or semicolon of either script, or a bar, stands between them."""
    for mark in ";；|，、":
        categories = categories.replace(mark, ",")
    words = list(dict.fromkeys(word.strip() for word in categories.split(",") if word.strip()))
    numbers = [_number(word) for word in words]
    if metric in ("interval", "ratio") or (metric == "ordinal" and all(n is not None for n in numbers)):
        if any(n is None for n in numbers):
            raise UsageError(
                f"--categories holds a text, the {metric} metric needs numbers", "use numbers", "values-not-numbers"
            )
        return tuple(n for n in numbers if n is not None)
    return tuple(words)


def _ratings(
    rows: Sequence[LongRow],
    shown: str,
    metric: str,
    listed: Sequence[str | float],
    missing: Sequence[str],
    problems: list[Problem],
) -> list[Rating]:
    """The rows as ratings; holes and repeated rows are told. Raises InputError where a row cannot be used as it stands."""
    from qda.reliability.summary import Rating

    absent = {"", *(word.strip() for word in missing)}
    texts_in_order = metric == "ordinal" and any(isinstance(v, str) for v in listed)
    numeric = metric != "nominal" and not texts_in_order
    made: dict[tuple[str, str, str], tuple[int, Rating]] = {}
    holes: list[int] = []
    repeated: list[int] = []
    suspicious: dict[str, int] = {}
    for row in rows:
        unit, coder, value = row.cells["unit"], row.cells["coder"], row.cells["value"]
        document = row.cells.get("document")
        for option, cell in (("unit", unit), ("coder", coder), ("document", document)):
            if cell == "":
                raise InputError(
                    f"the {option} is blank",
                    "fill it in, or delete the row: a rating without it belongs nowhere",
                    "ratings-blank",
                    path=shown,
                    line=row.line,
                )
        if value in absent:
            holes.append(row.line)
            continue
        if value.lower() in LOOKS_MISSING and value not in {str(v) for v in listed}:
            suspicious.setdefault(value, row.line)
        rating = Rating(unit, coder, _value(value, numeric, metric, shown, row.line), document)
        if listed and rating.value not in listed:
            raise InputError(
                f"{value!r} is not among the categories {'、'.join(map(str, listed))}",
                "add it to --categories, or correct the table",
                "value-outside-categories",
                path=shown,
                line=row.line,
            )
        before = made.get((document or "", unit, coder))
        if before and before[1].value != rating.value:
            raise InputError(
                f"coder {coder} gave unit {unit} the value {value!r} here and {before[1].value!r} in line {before[0]}",
                "keep one row a unit and coder; codes that may stand together are columns or tables of their own",
                "rating-twice",
                path=shown,
                line=row.line,
            )
        if before:
            repeated.append(row.line)
        made.setdefault((document or "", unit, coder), (row.line, rating))
    _tell(holes, repeated, suspicious, shown, problems)
    if not made:
        raise InputError("no row has a value", "check --value and --missing", "ratings-blank", path=shown)
    found = [rating for _, rating in made.values()]
    if metric == "nominal":
        _same_numbers({str(r.value) for r in found}, shown, problems)
    return found


def _value(text: str, numeric: bool, metric: str, shown: str, line: int) -> str | float:
    if not numeric:
        return text
    number = _number(text)
    if number is None:
        hint = "use --metric nominal, --missing for a sign that means no value"
        if metric == "ordinal":
            hint += ", or name the values in rising order: --categories 低,中,高"
        raise InputError(
            f"the {metric} metric needs numbers, found {text!r}", hint, "values-not-numbers", path=shown, line=line
        )
    if metric == "ratio" and number < 0:
        raise InputError(
            f"the ratio metric needs values from 0 upwards, found {text}",
            "use the interval metric for values that may be negative",
            "ratio-negative",
            path=shown,
            line=line,
        )
    return number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _tell(
    holes: list[int], repeated: list[int], suspicious: Mapping[str, int], shown: str, problems: list[Problem]
) -> None:
    if holes:
        message = f"{len(holes)} rows have no value: these coders count as not having seen the unit"
        problems.append(Problem("warning", "rating-without-value", message, shown, holes[0]))
    if repeated:
        message = f"{len(repeated)} rows repeat a coder's value of a unit; each was counted once"
        problems.append(Problem("warning", "rating-repeated", message, shown, repeated[0]))
    for word, line in suspicious.items():
        message = f"{word!r} was taken as a value like any other; if it means that there is none, say --missing {word}"
        problems.append(Problem("warning", "rating-looks-missing", message, shown, line))


def _same_numbers(values: set[str], shown: str, problems: list[Problem]) -> None:
    groups: dict[float, list[str]] = {}
    for value in sorted(values):
        number = _number(value)
        if number is not None:
            groups.setdefault(number, []).append(value)
    for same in groups.values():
        if len(same) > 1:
            message = f"{' and '.join(map(repr, same))} are the same number and were taken as different values"
            problems.append(Problem("warning", "rating-same-number", message, shown))


def below_threshold(summary: Summary, threshold: float | None) -> str:
    """What to say when alpha does not reach the threshold, "" when it does or none was given."""
    alpha = summary.coefficients["krippendorff_alpha"]
    if threshold is None or (alpha is not None and alpha >= threshold):
        return ""
    if alpha is None:
        return f"alpha is not estimable, so the threshold {threshold:g} has not been met"
    return f"alpha {alpha:.3f} does not reach the threshold {threshold:g}"


def summary_json(summary: Summary, metric: str, problems: Sequence[Problem], path: Path) -> dict[str, object]:
    """Everything, for --json."""
    from qda.steps.provenance import file_sha256, software

    over = "units" if summary.documents is None else "documents"
    return {
        "coefficients": dict(summary.coefficients),
        "intervals": {name: _interval_json(one, over) for name, one in summary.intervals.items()},
        "units": summary.units,
        "coders": len(summary.coders),
        "documents": summary.documents,
        "metric": metric,
        "categories": list(summary.categories),
        "units_paired": summary.paired,
        "coder_names": list(summary.coders),
        "counts": {
            coder: {str(value): n for value, n in counts.items()} for coder, counts in summary.counts.items()
        },
        "notes": list(summary.notes),
        "input_sha256": file_sha256(path),
        "seed": SEED,
        "qda": software()["qda"],
        "problems": [
            {"severity": p.severity, "slug": p.slug, "message": p.message, "line": p.line} for p in problems
        ],
    }  # fmt: skip


def _interval_json(one: Interval, over: str) -> dict[str, object]:
    made: dict[str, object] = {
        "low": one.low,
        "high": one.high,
        "level": 0.95,
        "method": one.method,
        "over": over,
        "n": one.documents,
        "draws": one.draws,
        "undefined": one.undefined,
        "reason": one.reason,
    }
    if one.below:
        made |= {"below_667": one.below[0], "below_800": one.below[1]}
    return made


def summary_table(summary: Summary, metric: str) -> Table:
    """One row a coefficient."""
    names = {
        "percent": "一致率",
        "cohen_kappa": "Cohen κ",
        "conger_kappa": "Conger κ",
        "fleiss_kappa": "Fleiss κ",
        "scott_pi": "Scott π",
        "krippendorff_alpha": f"Krippendorff α（{METRIC_NAMES[metric]}）",
        "gwet_ac1": "Gwet AC1",
        "brennan_prediger": "Brennan-Prediger",
    }
    made: list[tuple[Cell, ...]] = []
    for name, value in summary.coefficients.items():
        one = summary.intervals[name]
        why = Missing(_why(name, summary))
        limits = Missing(REASONS.get(one.reason, one.reason)) if value is not None else why
        made.append(
            (
                names[name],
                why if value is None else value,
                limits if one.low is None else one.low,
                limits if one.high is None else one.high,
                one.below[0] if one.below else None,
                one.below[1] if one.below else None,
            )
        )
    over = "单位" if summary.documents is None else "文档"
    methods = sorted({i.method for i in summary.intervals.values() if i.method})
    return table(
        "ratings-agreement",
        {"zh": "编码者间一致性", "en": "Agreement between coders"},
        (
            Column("statistic", role="label"),
            "value",
            "low",
            "high",
            "below_667",
            "below_800",
        ),
        made,
        (
            f"单位{summary.units}个，其中{summary.paired}个有两个以上的值；编码者{len(summary.coders)}位："
            f"{'、'.join(summary.coders)}"
            + (f"；文档{summary.documents}份。" if summary.documents is not None else "；未指明文档。"),
            f"各编码者的计数：{_counts(summary)}。",
            f"95%区间对{over}重抽样（{'、'.join(METHOD_NAMES[m] for m in methods) or '无'}）。"
            + (
                ""
                if summary.documents is not None
                else "同一文档内的单位若彼此相似，区间会过窄；请用 --document 指明文档。"
            ),
            "只有 Krippendorff α 使用所选的距离；其余系数按名义变量计算。空缺的值表示该编码者没有判断这个单位。",
        ),
    )


METRIC_NAMES = {"nominal": "名义", "ordinal": "次序", "interval": "等距", "ratio": "等比"}
METHOD_NAMES = {"bca": "BCa自助法", "percentile": "百分位自助法", "jackknife": "刀切法"}
REASONS = {
    "fewer than 2 documents": "不足两份文档，区间不可估计。",
    "the documents do not differ": "各文档之间没有差异（如完全一致），区间不可估计。",
    "undefined without one of the documents": "去掉其中一份文档后系数无定义，区间不可估计。",
    "the code stands in too few documents to resample them": "编码只出现在极少数文档中，区间不可估计。",
    "no unit with values of two coders": "没有两位编码者都判断过的单位，不可估计。",
    "too many values to resample": "取值过多，未作重抽样。",
    "undefined: no variation": "所有的值相同，没有变异，系数无定义。",
}
"""Why there are no limits, in words for a table; the keys are `Interval.reason`."""


def _why(name: str, summary: Summary) -> str:
    if summary.paired == 0:
        return REASONS["no unit with values of two coders"]
    if name in ("cohen_kappa", "scott_pi") and len(summary.coders) != 2:
        return "只适用于两位编码者；多位编码者见 Conger κ 与 Fleiss κ。"
    if name in ("gwet_ac1", "brennan_prediger") and len(summary.categories) < 2:
        return "只有一个取值，系数无定义。"
    return REASONS["undefined: no variation"]


def _counts(summary: Summary) -> str:
    """Every coder's counts in words, at most eight values."""
    shown = summary.categories[:8]
    parts = []
    for coder, counts in summary.counts.items():
        listed = "、".join(f"{_plain(value)} {counts[value]}" for value in shown)
        more = f"等{len(summary.categories)}种取值" if len(summary.categories) > len(shown) else ""
        parts.append(f"{coder}（{listed}{more}）")
    return "；".join(parts)


def _plain(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else value
