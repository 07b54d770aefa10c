"""Networks document by document: their sum is the stored network; every table can be made and says what it rests on."""

from __future__ import annotations

import pytest

from qda.cli.app import run_command
from qda.steps import document_networks as document_networks_of
from qda.steps.document_networks import document_networks
from qda.steps.settings import load_settings
from qda.store import open_study, rows

TALK = "张主任：居委会请物业来。居民问物业，居委会也在。\n王阿姨：居民和居委会商量。\n"
APART = "张主任：物业不来。\n王阿姨：居民找居委会。\n"


def make_many(make_study, documents: int = 9):
    """Two communities with several meetings each."""
    files = {}
    for k in range(documents):
        for case, text in (("甲社区", TALK if k % 3 else APART), ("乙社区", APART if k % 3 else TALK)):
            head = f"第{k}次会议\n时间：2022年4月{k + 1}日\n主持人：张主任\n\n"
            files[f"corpus/{case}/会议记录/2022-04-{k + 1:02d}_第{k}次.txt"] = head + text * (1 + k % 2)
    return make_study(files)


@pytest.mark.parametrize("collapse", ["document", "none"])
def test_documents_add_up_to_the_stored_ties(make_study, collapse) -> None:
    root = make_study(settings=f'[network]\ncollapse = "{collapse}"\n')
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        ours = document_networks(study, load_settings(root))
        stored = {
            (t.case_id, t.source_id, t.target_id): t.weight for t in rows.ties(study) if t.relation == "co-mention"
        }
    found = {}
    for case_id, _ in ours.cases:
        documents, _ = ours.of_case(case_id)
        total = ours.counts[documents].sum(axis=0)
        for i, a in enumerate(ours.actors):
            for j, b in enumerate(ours.actors):
                if a < b and total[i, j]:
                    found[case_id, a, b] = total[i, j]
    assert stored and found == stored


def test_tables_of_a_study_with_enough_documents(make_study, qda, monkeypatch) -> None:
    root = make_many(make_study)
    reads = []
    read = document_networks_of.Units
    monkeypatch.setattr(document_networks_of, "Units", lambda *a, **k: reads.append(a) or read(*a, **k))
    assert qda("run", study=root).code == 0
    assert len(reads) == 1, "a report reads the texts once for all tables of networks"
    page = (root / "reports" / "report.html").read_text(encoding="utf-8")
    for title in ("各社区强度最高的行动者", "部门内外的联系", "社区间网络差异的文档置换检验", "SDSM 骨干"):
        assert title in page
    whole = {(r["case"], r["index"]): r for r in qda("network", "indices", "--json", study=root).data}
    assert len(whole) == 3 * 7  # two communities, and both together
    for row in whole.values():
        if row["value"] is not None and row["low"] is not None:
            assert row["low"] <= row["value"] <= row["high"]
    densities = {r["index"]: r for r in whole.values() if r["case"] == "甲社区"}
    (tested,) = (r for r in qda("network", "compare", "--json", study=root).data if r["statistic"] == "密度")
    with open_study(root) as study:
        (first,) = (c.id for c in rows.cases(study) if c.name == "甲社区")
    assert tested[f"{first}.value"] == pytest.approx(densities["密度"]["value"]), "one set of actors everywhere"
    ranks = qda("network", "ranks", "--json", study=root).data
    assert {r["rank"] for r in ranks} <= {1.0, 1.5, 2.0, 2.5, 3.0}
    compared = qda("network", "compare", study=root)
    assert "PERMANOVA" in compared.out and "可达到的最小P值" in compared.out
    assert all(0 < r["p"] <= 1 for r in qda("network", "compare", "--json", study=root).data if r["p"] is not None)
    ties = qda("network", "compare", "--ties", "--json", study=root).data
    assert {(r["case_a"], r["case_b"]) for r in ties} == {("甲社区", "乙社区")} or {
        (r["case_a"], r["case_b"]) for r in ties
    } == {("乙社区", "甲社区")}
    alike = qda("network", "compare", "--alike", study=root)
    assert "不能说明两个社区是否不同" in alike.out
    (similar,) = qda("network", "compare", "--similar", "--json", study=root).data
    (related,) = qda("network", "compare", "--alike", "--json", study=root).data
    assert similar["jaccard"] == related["jaccard"] and 0 <= similar["portrait_divergence"] <= 1
    assert 0 <= similar["equal_jaccard"] <= 1 and 0 <= similar["equal_portrait"] <= 1
    assert "只作描述，不是检验" in qda("network", "compare", "--similar", study=root).out
    for words in (
        ("backbone",),
        ("groups",),
        ("brokers",),
        ("brokers", "--ties"),
        ("brokers", "--directed"),
        ("indices", "--actors", "--more"),
    ):
        ran = qda("network", *words, study=root)
        assert ran.code == 0 and "注：" in ran.out, (words, ran.err)


def test_a_study_with_few_documents_is_described_and_not_tested(make_study, qda) -> None:
    root = make_study()
    assert qda("run", study=root).code == 0
    compared = qda("network", "compare", study=root)
    assert "未作检验" in compared.out and "最小P值" in compared.out
    assert qda("network", "compare", "--json", study=root).data == []
    (similar,) = qda("network", "compare", "--similar", "--json", study=root).data
    assert 0 <= similar["portrait_divergence"] <= 1, "described with however few documents"


def test_communities_with_one_document_each_have_intervals_together(make_study, qda) -> None:
    """Eight communities, a document each: none of its own, and nothing about the comparison changes."""
    places = "甲乙丙丁戊己庚辛"
    files = {
        f"corpus/{place}社区/会议记录/2022-04-01_会.txt": f"{place}社区会议\n时间：2022年4月1日\n主持人：张主任\n\n{text}"
        for place, text in zip(places, (TALK, APART) * 4, strict=True)
    }
    root = make_study(files)
    assert qda("run", study=root).code == 0
    rows_of = {
        words: qda("network", *words, "--json", study=root).data
        for words in (("indices",), ("indices", "--actors"), ("ranks",), ("indices", "--actors", "--more"))
    }
    for words, found in rows_of.items():
        assert len({r["case"] for r in found}) > 2, words
        together = [r for r in found if r["case"] == "全部社区"]
        assert together and found[-len(together) :] == together
    for words in (("indices",), ("ranks",)):
        for row in rows_of[words]:
            assert (row["low"] is not None) <= (row["case"] == "全部社区")
    density = next(r for r in rows_of["indices",] if (r["case"], r["index"]) == ("全部社区", "密度"))
    assert density["low"] <= density["value"] <= density["high"] and density["equal_median"] is None
    strongest = next(r for r in rows_of["ranks",] if r["case"] == "全部社区")
    assert strongest["documents"] == 8 and strongest["rank_low"] <= strongest["rank"] <= strongest["rank_high"]
    similar = qda("network", "compare", "--similar", "--json", study=root).data
    assert len(similar) == 28 and all(r["equal_jaccard"] is None for r in similar), "too few for equal size"
    said = qda("network", "indices", study=root)
    assert "8份文档合为一个网络" in said.out and "不分社区重抽样" in said.out
    assert all("全部社区" not in str(r.values()) for r in qda("network", "compare", "--json", study=root).data)


def test_one_community_has_no_network_of_all(make_study, qda) -> None:
    root = make_study({f"corpus/甲社区/会议记录/2022-04-0{k + 1}_会.txt": f"会议{k}\n\n{TALK}" for k in range(3)})
    assert qda("run", study=root).code == 0
    assert {r["case"] for r in qda("network", "indices", "--json", study=root).data} == {"甲社区"}
