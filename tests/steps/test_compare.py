"""Communities or any variable of documents compared: groups take the place of communities, and nothing is tested that
cannot be."""

from __future__ import annotations

import json

from qda.cli.app import run_command

HEAD = "第{k}次会议\n时间：{year}年4月{k}日\n主持人：张主任\n\n"


def shown(capsys, *words):
    capsys.readouterr()
    assert run_command([str(w) for w in words]) == 0
    return capsys.readouterr().out


def test_codes_words_and_networks_by_community_and_by_a_variable(make_study, capsys) -> None:
    files = {}
    for k in range(1, 5):
        for year, talk in (("2021", "停车位公示，居委会请物业来。"), ("2022", "垃圾桶检查，居民让居委会撤桶。")):
            for case in ("甲社区", "乙社区"):
                text = HEAD.format(k=k, year=year) + f"张主任：{talk}\n王阿姨：居民问物业。\n"
                files[f"corpus/{case}/会议记录/{year}-04-0{k}_第{k}次.txt"] = text + case
    root = make_study(files)
    for step in (["ingest"], ["segments"], ["actors"], ["code"], ["network", "build"]):
        run_command([*step, "--study", str(root)])
    at = ("--study", root)
    words = json.loads(shown(capsys, "compare", "words", "--by", "year", "--json", *at))
    assert {r["word"] for r in words if r["case"] == "2021"} >= {"公示"}
    assert {r["word"] for r in words if r["case"] == "2022"} >= {"检查"}
    networks = shown(capsys, "compare", "networks", "--by", "year", *at)
    assert "2021" in networks and "n=16份文档" in networks and "没有按社区分层" in networks
    assert "PERMANOVA" in shown(capsys, "compare", "networks", *at)
    codes = json.loads(shown(capsys, "compare", "codes", "--by", "year", "--json", *at))
    assert {key for r in codes for key in r} >= {"2021.share", "2022.share"}
    assert json.loads(shown(capsys, "compare", "--json", *at)) == json.loads(
        shown(capsys, "table", "compare", "--json", *at)
    )
    assert "未作检验" in shown(capsys, "compare", "networks", "--by", "kind", *at), "there is one kind only"
    capsys.readouterr()
    assert run_command(["compare", "--by", "天气", *map(str, at)]) != 0
    assert "year" in capsys.readouterr().err
