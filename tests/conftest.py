"""Fixtures: a study made from texts that stand in the test itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

# Time limits of single examples say more about the machine than about the code.
settings.register_profile("qda", deadline=None)
settings.load_profile("qda")

ROOT = Path(__file__).resolve().parent.parent

CODEBOOK = """\
id: small
version: "1"
title: {zh: 小编码表, en: small codebook}
source: 测试用
codes:
  - id: power
    name: {zh: 赋权, en: power}
    facet: dimension
    basis: operationalisation
    definition: {zh: 权力交给居民, en: power passes to residents}
    examples: [这件事交给居民自己定。]
    counterexamples: [授权码是四位数。]
    children:
      - id: power.decide
        name: {zh: 自主决定, en: decide}
        basis: operationalisation
        definition: {zh: 居民自己决定, en: residents decide}
        examples: [这件事交给居民自己定。]
        counterexamples: [授权码是四位数。]
        rules: ['自己定 | 说了算', '(交给 | 让) NEAR/8 (居民 | 业主)']
  - id: watch
    name: {zh: 监督, en: watch}
    facet: mechanism
    basis: operationalisation
    definition: {zh: 检查与公示, en: checks}
    examples: [结果已经公示。]
    counterexamples: [今天下雨。]
    rules: ['公示 | 检查']
  - id: linkage
    name: {zh: 联动, en: linkage}
    facet: linkage
    basis: abstract
    definition: {zh: 联动关系, en: linkage}
    children:
      - id: linkage.supervises
        name: {zh: 监督, en: supervises}
        basis: operationalisation
        definition: {zh: 监督关系, en: supervises}
        examples: [居委会督促物业整改。]
        counterexamples: [今天下雨。]
        rules: ['督促 | 约谈']
"""

ACTORS = """\
id: small-actors
version: "1"
types:
  - id: committee
    name: {zh: 居委会, en: committee}
    aliases: [居委会, 社区居委会]
    titles: [主任]
  - id: property
    name: {zh: 物业, en: property}
    aliases: [物业公司, 物业]
    titles: [经理]
  - id: residents
    name: {zh: 居民, en: residents}
    aliases: [居民, 业主]
    titles: [阿姨]
"""

MINUTES = """\
第1次议事会会议记录
时间：2022年4月18日
地点：活动室
主持人：张主任

张主任：今天说停车的事。这件事交给居民自己定，居委会不包办。
王阿姨：居委会要督促物业把坑填上，结果要公示。
李经理：物业公司没有收到通知。
会议决定，方案公示七天。
"""

INTERVIEW = """\
访谈编号：A-20220516-W
访谈时间：2022年5月16日
访谈者：研究者
被访者：王阿姨

问：停车的事谁说了算？
答：（笑）以前是物业说了算，现在大家商量。
问：还有呢？
答：没有别的了，下雨了我得收衣服。
"""


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Path]:
    """Make a study folder: make_study({path: text or bytes}, settings="…") -> its folder. Without files it has one
    meeting and one interview in each of two communities."""
    return _maker(tmp_path)


@pytest.fixture(scope="module")
def make_shared_study(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The same for a study that all tests of a module read and none changes."""
    return _maker(tmp_path_factory.mktemp("shared"))


def _maker(folder: Path) -> Callable[..., Path]:
    def make(files: Mapping[str, str | bytes] | None = None, settings: str = "", name: str = "研究 一") -> Path:
        root = folder / name
        (root / "codebooks").mkdir(parents=True)
        (root / "codebooks" / "small.yaml").write_text(CODEBOOK, encoding="utf-8", newline="\n")
        (root / "codebooks" / "actors.yaml").write_text(ACTORS, encoding="utf-8", newline="\n")
        text = '[codebook]\npath = "codebooks/small.yaml"\n[report]\ndraws = 99\n' + settings
        (root / "study.toml").write_text(text, encoding="utf-8", newline="\n")
        if files is None:
            other = MINUTES.replace("说停车", "说垃圾").replace("自己定", "再说")
            files = {
                "corpus/甲社区/会议记录/2022-04-18_第1次.txt": MINUTES,
                "corpus/甲社区/访谈/2022-05-16_访谈.txt": INTERVIEW,
                "corpus/乙社区/会议记录/2022-04-20_第1次.txt": other.encode("gb18030"),
                "corpus/乙社区/访谈/2022-05-20_访谈.md": INTERVIEW.replace("停车", "门禁"),
            }
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return root

    return make


@pytest.fixture
def real_data() -> Path:
    """The folder of public transcripts beside the project; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data" / "tw-transcripts"
    if not folder.is_dir():
        pytest.skip(f"the public transcripts are not beside the project ({folder.name})")
    return folder
