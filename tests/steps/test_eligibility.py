"""Who could be named: two actors that are invited to the same few meetings share these because they are invited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qda.cli.app import run_command
from qda.errors import InputError
from qda.steps.document_networks import Shared
from qda.steps.eligibility import occasions
from qda.steps.network import plan_network
from qda.steps.report import plan_report
from qda.steps.settings import NetworkSettings, load_settings
from qda.steps.tables import make_table
from qda.store import open_study

MORE_ACTORS = """\
  - id: stairwell
    name: {zh: 楼门组织, en: stairwell heads}
    aliases: [楼门长]
    titles: [楼门长]
  - id: volunteers
    name: {zh: 志愿者, en: volunteers}
    aliases: [志愿者]
    titles: [志愿者]
"""
HEAD = "第{k}次会议\n时间：2022年{month}月{day}日\n主持人：张主任\n{roster}\n"
ALWAYS = "参会人员：张丽（居委会主任）、王芳（居民代表）、赵勇（志愿者）"
INVITED = "、李强（物业经理）、陈晓（楼门长）"
TALK = ("张主任：停车的事居民说了，居委会也说了。\n", "张主任：停车的事居民说了。\n")
HELPERS = "张主任：志愿者和居民去看过。\n"
TOGETHER = "张主任：物业和楼门长一起去看。\n"
ABSENT = "张主任：物业说下次再来。\n"


def made(make_study, rosters: bool = True):
    """Thirty-six meetings: property firm and stairwell head are invited to six, and are named together at these; the firm
    is named at two more, where it is absent."""
    files = {}
    for k in range(1, 37):
        month, day = (k - 1) % 12 + 1, 8 + (k - 1) // 12
        roster = (ALWAYS + (INVITED if k <= 6 else "")) if rosters else ""
        text = HEAD.format(k=k, month=month, day=day, roster=roster) + TALK[k % 2] + (HELPERS if k % 3 == 2 else "")
        text += TOGETHER if k <= 6 else ABSENT if k <= 8 else ""
        files[f"corpus/甲社区/会议记录/2022-{month:02d}-{day:02d}_第{k}次.txt"] = text
    root = make_study(files)
    actors = root / "codebooks" / "actors.yaml"
    actors.write_text(actors.read_text(encoding="utf-8") + MORE_ACTORS, encoding="utf-8")
    assert run_command(["run", "--study", str(root)]) == 0
    return root


def asked(root, name: str, eligible: str):
    with open_study(root) as study:
        settings = replace(load_settings(root), network=NetworkSettings(eligible=eligible))
        return make_table(study, settings, name)


def pair(table):
    (found,) = (r for r in table.records() if {r["actor_a"], r["actor_b"]} == {"物业", "楼门组织"})
    return found


def test_a_shared_invitation_is_no_finding(make_study) -> None:
    root = made(make_study)
    anyone, invited = (pair(asked(root, "backbone", eligible)) for eligible in ("all", "present"))
    assert anyone["shared_documents"] == invited["shared_documents"] == 6
    assert anyone["p_upper"] < 0.05 and anyone["expected_documents"] < 4
    assert invited["p_upper"] == pytest.approx(1) and invited["expected_documents"] == pytest.approx(6)
    assert not invited["in_backbone"]


def test_the_activity_null_knows_who_was_there(make_study) -> None:
    root = made(make_study)
    found = {
        eligible: {r["actor_name"]: r for r in asked(root, "actor-ranks", eligible).records()}
        for eligible in ("all", "present")
    }
    head = {eligible: rows["楼门组织"] for eligible, rows in found.items()}
    assert head["all"]["strength"] == head["present"]["strength"], "the network itself does not change"
    assert head["all"]["null_strength"] < head["all"]["shared_strength"]
    assert head["present"]["null_strength"] == pytest.approx(head["present"]["shared_strength"])
    firm = found["all"]["物业"], found["present"]["物业"]
    assert firm[0]["documents"] == firm[1]["documents"] == 8
    assert firm[0]["shared_strength"] > firm[1]["shared_strength"], "where it was absent it does not count"


def test_what_is_left_out_is_told(make_study) -> None:
    root = made(make_study)
    assert "36/36份有名单，略去2处" in "".join(asked(root, "backbone", "present").notes)
    assert "36/36份有名单，略去2处" in "".join(asked(root, "actor-ranks", "present").notes)
    assert 'eligible = "present"' in "".join(asked(root, "backbone", "all").notes)


def test_without_lists_nobody_is_left_out(make_study) -> None:
    root = made(make_study, rosters=False)
    assert pair(asked(root, "backbone", "all")) == pair(asked(root, "backbone", "present"))
    with open_study(root) as study:
        settings = replace(load_settings(root), network=NetworkSettings(eligible="present"))
        shared = Shared(study, settings)
        (case,) = (case for case, _ in shared.networks.cases)
        found = occasions(shared, settings, case)
    assert found.eligible is None and found.limited == found.dropped == 0


def test_networks_are_not_built_anew_for_another_null(make_study) -> None:
    root = made(make_study)
    settings = load_settings(root)
    other = replace(settings, network=NetworkSettings(eligible="present"))
    with open_study(root) as study:
        assert plan_network(study, settings).fingerprint == plan_network(study, other).fingerprint
        assert plan_report(study, settings).fingerprint != plan_report(study, other).fingerprint
    file = root / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + '[network]\neligible = "invited"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_settings(root)
    assert "eligible" in str(caught.value) and "present" in str(caught.value)
