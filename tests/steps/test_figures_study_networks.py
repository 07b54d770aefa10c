"""Figures of the other networks: what is drawn is what the matrices say, opposites solid and dashed, captions with n."""

from __future__ import annotations

import numpy as np
import pytest

from qda.cli.app import run_command
from qda.errors import NotEstimable, UsageError
from qda.export import figures
from qda.steps.figures_epistemic import drawn_space
from qda.steps.figures_study_networks import drawn_contrasts, drawn_difference, drawn_networks
from qda.steps.network_matrices import Choice, document_vectors, matrices
from qda.steps.periods import Asked
from qda.steps.settings import load_settings
from qda.steps.study_networks import MAKERS, Stored
from qda.store import open_study

PLAIN = Choice("", "", "")
MEETING = """第{k}次会议
时间：2022年{k}月18日
主持人：张主任
参会人员：张丽（居委会主任）、李强（物业经理）

张主任：停车的事让居民自己定。
{words}
张主任：{case}请居委会和物业公司到场。
王阿姨：没有公示。
"""
WATCHING = """\
  - id: report
    name: {zh: 反映, en: report}
    facet: mechanism
    basis: operationalisation
    definition: {zh: 反映情况, en: reports}
    examples: [居民反映情况。]
    counterexamples: [今天下雨。]
    rules: ['反映']
"""


@pytest.fixture
def root(make_study):
    files = {}
    for case in ("甲社区", "乙社区"):
        for k in range(1, 4):
            said = (
                "王阿姨：我反映过，结果公示。" if (case == "甲社区") == (k < 3) else "李经理：物业公司检查过，公示了。"
            )
            path = f"corpus/{case}/会议记录/2022-0{k}-18_第{k}次.txt"
            files[path] = MEETING.format(k=k, words=said, case=case)
    made = make_study(files)
    book = made / "codebooks" / "small.yaml"
    text = book.read_text(encoding="utf-8").replace("  - id: linkage\n", f"{WATCHING}  - id: linkage\n")
    book.write_text(text, encoding="utf-8")
    assert run_command(["run", "--study", str(made)]) == 0
    return made


@pytest.fixture
def stored(root):
    with open_study(root) as study:
        yield Stored(study, load_settings(root))


@pytest.fixture
def panels(monkeypatch):
    """What is handed to the drawing."""
    kept = []
    plain = figures.network_panels

    def keep(title, shown, *more, **settings):
        kept.append((title, shown, settings))
        return plain(title, shown, *more, **settings)

    monkeypatch.setattr(figures, "network_panels", keep)
    return kept


def test_every_kind_is_drawn_alike_each_time(stored, panels) -> None:
    for kind in MAKERS:
        made = drawn_networks(stored, kind, PLAIN, Asked(), (), "svg")
        assert made == drawn_networks(stored, kind, PLAIN, Asked(), (), "svg")
        _, shown, _ = panels[-1]
        assert [p.title for p in shown] == list(stored.cases.values())
        unit = "次会议" if kind == "attendance" else "份"
        assert f"甲社区（n=3{unit}" in made.zh and "甲社区 (n=3 " in made.en and made.zh.endswith("生成。")
        if kind not in ("discourse", "epistemic"):
            for panel, m in zip(shown, matrices(stored, kind, Choice(level="top"))[0], strict=True):
                assert sum(t.weight for t in panel.ties) == sum(w for *_, w in m.cells())


def test_agreement_is_solid_and_difference_dashed(stored, panels) -> None:
    made = drawn_networks(stored, "discourse", PLAIN, Asked(), (), "svg")
    _, shown, settings = panels[-1]
    assert list(settings["lines"]) == ["congruence", "conflict"]
    assert settings["lines"]["congruence"][1] == "solid" and settings["lines"]["conflict"][1] != "solid"
    assert {t.relation for p in shown for t in p.ties} <= {"congruence", "conflict"}
    assert any(t.relation == "conflict" for p in shown for t in p.ties)
    assert "虚线为对立" in made.zh and "average" in made.zh
    drawn_networks(stored, "discourse", Choice("subtract", "", ""), Asked(), (), "png")
    values = [m.values for m in matrices(stored, "discourse", Choice("subtract", "average"))[0]]
    less = sum(int((np.triu(v) < 0).sum()) for v in values)
    assert sum(t.relation == "less" for p in panels[-1][1] for t in p.ties) == less


def test_two_communities_and_all_others_taken_from_each_other(stored, panels) -> None:
    a, b = stored.cases
    made = drawn_difference(stored, "epistemic", PLAIN, Asked(), a, b, "svg")
    (panel,) = panels[-1][1]
    units, _, cube = document_vectors(stored)
    of = np.array([stored.documents[u].case_id for u in units])
    linked = np.array([c.any() for c in cube])
    apart = cube[linked & (of == a)].mean(axis=0) - cube[linked & (of == b)].mean(axis=0)
    signed = {t.weight if t.relation == "more" else -t.weight for t in panel.ties}
    assert sorted(signed) == pytest.approx(sorted(v for v in np.triu(apart).ravel() if v))
    assert signed and "未作检验" in made.zh and "not tested" in made.en
    drawn_contrasts(stored, "svg")
    contrasts = panels[-1][1]
    # of two communities, each differs from "all others" as it does from the other
    one, other = ({(t.source_id, t.target_id): (t.relation, t.weight) for t in p.ties} for p in contrasts)
    assert one.keys() == other.keys() and all(one[k][0] != other[k][0] for k in one)
    assert {w for _, w in one.values()} == {t.weight for t in panel.ties}
    drawn_difference(stored, "actor-codes", PLAIN, Asked(), a, b, "png")
    with pytest.raises(UsageError):
        drawn_difference(stored, "epistemic", PLAIN, Asked(), a, a, "svg")
    with pytest.raises(UsageError):
        drawn_difference(stored, "epistemic", PLAIN, Asked(window="month"), a, b, "svg")


def test_space_gives_intervals_only_where_there_are_documents_enough(stored, monkeypatch) -> None:
    kept = []
    plain = figures.space_figure
    monkeypatch.setattr(figures, "space_figure", lambda *a, **k: (kept.append(a), plain(*a, **k))[1])
    made = drawn_space(stored, "svg")
    groups = kept[-1][1]
    assert {g.name for g in groups} == {"甲社区（n=3）", "乙社区（n=3）"}
    assert all(g.half is None and g.mean == pytest.approx(tuple(np.mean(g.points, axis=0))) for g in groups)
    assert "少于8份文档者不给" in made.zh and "Pearson" in made.zh
    monkeypatch.setattr("qda.network.resample.FEWEST", 3)
    drawn_space(stored, "svg")
    for g in kept[-1][1]:
        x = np.array(g.points)
        # t(0.975, df = 2) = 4.3027
        assert g.half == pytest.approx(tuple(4.3027 * x.std(axis=0, ddof=1) / np.sqrt(3)), rel=1e-4)
    turned = drawn_space(stored, "svg", tuple(stored.cases))
    assert all(g.half is None for g in kept[-1][1]) and "不给区间" in turned.zh
    (left, _), (right, _) = (g.mean for g in kept[-1][1])
    assert left > 0 > right, "the first axis sets the two apart"


def test_too_many_panels_and_nothing_to_draw(stored) -> None:
    with pytest.raises(UsageError, match="panels"):
        drawn_networks(stored, "answers", PLAIN, Asked(window="5d", step=1), (), "svg")
    with pytest.raises(NotEstimable):
        drawn_networks(stored, "answers", PLAIN, Asked(first="2030-01-01"), (), "svg")


def test_the_command_and_the_report(root, tmp_path, capsys) -> None:
    def run(*words: str) -> int:
        return run_command(["network", "of", *words, "--study", str(root)])

    capsys.readouterr()
    picture = tmp_path / "会.png"
    assert run("attendance", "--figure", str(picture)) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == picture.as_posix() and "n=3次会议" in told[1] and "n=3 meetings" in told[2]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run("epistemic", "--space", "--figure", str(tmp_path / "空.svg")) == 0
    assert run("epistemic", "--case", "甲社区", "--against", "乙社区", "--figure", str(tmp_path / "差.svg")) == 0
    for wrong in (
        ["answers", "--figure", "x.pdf"],
        ["answers", "--space", "--figure", "x.svg"],
        ["answers", "--against", "乙社区", "--figure", "x.svg"],
        ["epistemic", "--space"],
    ):
        assert run(*wrong) == 2, wrong
    page = (root / "reports" / "report.html").read_text(encoding="utf-8")
    assert 'id="network-other"' in page and "n=3次会议" in page and "球面归一" in page
    assert "其他网络：共同参会网络：" in page and "下级编码归入顶层编码" in page and "种子" in page
    for name in ("attendance", "actor-codes", "epistemic"):
        assert (root / "reports" / "figures" / f"{name}.svg").is_file()
