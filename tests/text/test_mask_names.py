"""Names in labels and in running text."""

from __future__ import annotations

import pytest

from qda.text.mask_forms import name_form
from qda.text.mask_names import find_names


@pytest.mark.parametrize(
    ("label", "key", "shape", "replaced"),
    [
        ("房管站蔡站长", "蔡站长", "titled", "蔡"),
        ("居民代表马德福", "马德福", "full", "马德福"),
        ("社工小田", "小田", "nick", "小田"),
        ("周敏书记", "周敏", "full", "周敏"),
        ("何建副主任", "何建", "full", "何建"),
        ("街道社区建设办赵志鹏", "赵志鹏", "full", "赵志鹏"),
        ("301李女士", "李女士", "titled", "李"),
        ("结构工程师邵工", "邵工", "titled", "邵"),
        ("福满膳秦经理", "秦经理", "titled", "秦"),
        ("工程鲁师傅", "鲁师傅", "titled", "鲁"),
        ("欧阳主任", "欧阳主任", "titled", "欧阳"),
        ("欧阳文静", "欧阳文静", "full", "欧阳文静"),
        ("鄧副縣長", "邓副县长", "titled", "鄧"),
        ("唐鳳", "唐凤", "full", "唐鳳"),
        ("阿依古丽·买买提", "阿依古丽·买买提", "full", "阿依古丽·买买提"),
        ("梁家长子", "梁家长子", "titled", "梁"),
        ("冯德奎（冯二奎）", "冯德奎", "full", "冯德奎"),
        (" 老秦 ", "老秦", "nick", "老秦"),
    ],
)
def test_labels(label: str, key: str, shape: str, replaced: str) -> None:
    form = name_form(label)
    assert form is not None
    assert (form.key, form.shape, label[form.start : form.end]) == (key, shape, replaced)


@pytest.mark.parametrize(
    "label",
    "居民代表 居民代表2 门外旁听居民 居民甲 主持人 居委会 业委会主任 物业公司 柳河医院 街道平安办 麦穗社工事务所 党总支 "
    "邱某 王×× 合唱团几位 区复评组 訪談者 问 Q 50到场 应到36人".split(),
)
def test_nobody(label: str) -> None:
    assert name_form(label) is None


def test_lone_surname_only_where_asked() -> None:
    assert name_form("沈") is None
    form = name_form("沈", lone=True)
    assert form is not None and form.shape == "surname"


def names(text: str, known: tuple[str, ...] = (), certainty: str = "sure") -> list[str]:
    return [f.span.of(text) for f in find_names(text, known) if f.certainty == certainty]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王阿姨说要公示，张书记同意。", ["王", "张"]),
        ("这事找老魏，小田也行。", ["老魏", "小田"]),
        ("主持人孟晓丽宣布开会", ["孟晓丽"]),
        ("我叫李昀蓁，来自三楼", ["李昀蓁"]),
        ("买买提·艾力师傅的馕店", ["买买提·艾力"]),
        ("請唐鳳委員說明", ["唐鳳"]),
        ("佟振声师傅先讲", ["佟振声"]),
        ("各方代表、居民主任、项目经理和物业经理都到了", []),
        ("小范围试点，老程序、小程序、小周末、中小学、缩小周边", []),
        ("感谢处长，双方书记，任何主任", []),
        ("安全员、管理员、水电工、高级工程师、班主任", []),
        ("养老金、老旧小区、老房子、小高层、小康社会", []),
        ("张贴通知，许多居民，严重问题，方便大家", []),
        ("麦穗社工事务所", []),
    ],
)
def test_running_text(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_known_names_are_found_anywhere() -> None:
    text = "那天魏国强没来，馬師傅也没来。任何建议都行。"
    assert names(text, ("魏国强", "马师傅", "何建")) == ["魏国强", "馬"]


def test_risky_surname_is_sure_with_somebody_of_it_on_the_list() -> None:
    assert names("于师傅投了反对票") == []
    assert names("于师傅投了反对票", ("于宝田",)) == ["于"]


def test_given_name_alone() -> None:
    assert names("桂英，你说。", ("冯桂英",)) == ["桂英"]
    assert names("建国以后盖的", ("王建国",)) == []
    assert names("建国以后盖的", ("王建国",), "doubtful") == ["建国"]


def test_bare_name_is_doubtful() -> None:
    assert names("丁丽萍，12号楼的", (), "doubtful") == ["丁丽萍"]


def test_never() -> None:
    assert not find_names("王师傅修的", never=("王师傅",))
