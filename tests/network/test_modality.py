"""Done, planned, asked for or denied: what a sentence says about a link, each class with its counterexample."""

import pytest

from qda.codebook.polarity import polarity_of
from qda.model import Polarity, Span
from qda.network.events import LinkageEvent
from qda.network.modality import announces, assigns, continues, hands_out, modality

NAMES = ("街道", "物业", "居民", "居委会", "老人", "学校", "我们", "我")


def judged(sentence: str, *, assigned: bool = False, before: str = "", relation: str = "r") -> Polarity | None:
    """The modality of 【】 in a sentence, whose subject is the nearest actor named before it, or the one marked by < and >.
    before: text in front."""
    marked = sentence.partition("<")[2].partition(">")[0]
    subject = sentence.index("<") if marked else -1
    sentence = sentence.replace("<", "").replace(">", "")
    start = sentence.index("【")
    end = sentence.index("】") - 1
    text = before + sentence.replace("【", "").replace("】", "")
    hit = Span(len(before) + start, len(before) + end)
    named = [
        Span(at, at + len(name))
        for name in NAMES
        for at in range(len(text))
        if text.startswith(name, at) and at < hit.start
    ]
    source = max((span for span in named if span.end <= hit.start), default=Span(hit.start, hit.start))
    if marked:
        source = Span(len(before) + subject, len(before) + subject + len(marked))
    said = polarity_of(text, hit, Span(len(before), len(text)))
    event = LinkageEvent("a", "b", relation, "d", "s", "c", hit, True, said, "speaker", source, hit, None)
    return modality(event, text, 0, assigned)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道【协调】物业修灯。", "realised"),
        ("街道【协调】了物业。", "realised"),
        ("街道已经【协调】物业修灯。", "realised"),
        ("街道正在跟物业【协调】。", "realised"),
        ("去年街道【协调】物业修灯。", "realised"),
        ("街道经常【协调】物业。", "realised"),
        ("街道每月都会【检查】物业。", "realised"),
        ("街道每季度都要【检查】物业。", "realised"),
        ("以往街道都会【协调】物业。", "realised"),
        ("有事我们只能【找】街道。", "realised"),
        ("居民不得不【找】街道。", "realised"),
        ("一有事，居民就会【找】居委会。", "realised"),
        ("有事，居民会【找】居委会。", "planned"),
        ("街道加强与物业的【沟通】。", "realised"),
    ],
)
def test_what_was_done_or_is_done_all_the_time_is_realised(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道要【协调】物业。", "planned"),
        ("街道主要【协调】物业。", "realised"),
        ("街道很愿意【协调】物业。", "planned"),
        ("街道打算下个月【协调】物业。", "planned"),
        ("街道已经决定要【协调】物业。", "planned"),
        ("街道想以书面【协调】物业。", "planned"),
        ("街道想了很久，【协调】了物业。", "realised"),
        ("街道会【协调】物业。", "planned"),
        ("居委会【协调】物业。", "realised"),
        ("街道将于下周【协调】物业。", "planned"),
        ("街道要开会，【协调】物业修灯。", "planned"),
        ("街道要开会，【协调】了物业修灯。", "realised"),
        ("街道要开会，居委会【协调】物业修灯。", "realised"),
        ("街道回去【协调】物业。", "planned"),
        ("以后漏水，街道【协调】物业。", "planned"),
        ("换届以后街道【协调】物业。", "realised"),
        ("下一步，街道【协调】物业。", "planned"),
        ("漏水的事，居委会说往上【反映】反映。", "planned"),
        ("物业说【交给】学校。", "planned"),
        ("物业表态，全力【配合】街道。", "planned"),
        ("街道将参考各方意见，以安全为先，按程序，【协调】物业。", "planned"),
        ("街道愿意出人，来跟学校【合作】。", "planned"),
        ("街道将做规划，并持续【联系】学校。", "planned"),
        ("街道和物业谈过之后，回去【请示】街道。", "realised"),
        ("听说【交给】了学校。", "realised"),
    ],
)
def test_what_is_meant_or_still_to_come_is_planned(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道可以【协调】物业。", "planned"),
        ("街道能【协调】物业。", "planned"),
        ("街道有能力【协调】物业。", "planned"),
        ("也许街道【协调】物业。", "planned"),
        ("居民有意见可向居委会【反映】。", "planned"),
        ("有问题都可以跟我们【反映】。", "planned"),
        ("可能还会有一些【投诉】的情况。", "planned"),
        ("大家可以看到街道在【协调】物业。", "realised"),
        ("街道不一定【协调】物业。", "planned"),
        ("要求街道【协调】物业。", "demanded"),
        ("如果漏水，街道【协调】物业。", "planned"),
        ("只要漏水，街道就【协调】物业。", "planned"),
        ("只要漏水，街道一般都【协调】物业。", "realised"),
        ("这都是为【帮助】老人。", "planned"),
        ("街道所【提供】的场地不够用。", "realised"),
        ("派出所【协调】物业的场地。", "realised"),
        ("要是街道【协调】了物业，灯早修好了。", "planned"),
        ("要不是街道【协调】物业，灯还黑着。", "realised"),
        ("多亏街道【协调】物业，灯亮了。", "realised"),
        ("感谢学校能够【提供】场地。", "realised"),
        ("学校能够【提供】场地。", "planned"),
        ("为了【协调】物业，街道开了会。", "planned"),
        ("为了修灯，街道【协调】物业。", "realised"),
        ("为了修灯，街道【协调】过物业。", "realised"),
        ("街道为了这件事【协调】物业。", "realised"),
        ("街道讲了怎么【协调】物业的。", "realised"),
        ("鼓励居民【联系】物业。", "planned"),
        ("怎么跟物业【协调】，街道没说。", "planned"),
        ("灯的事是要透过街道【协调】才能解决。", "planned"),
        ("街道要做调查时，【委托】了学校。", "realised"),
        ("街道要做调查时，【委托】学校。", "realised"),
    ],
)
def test_ability_supposition_and_purpose_are_planned(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("请街道【协调】物业修灯。", "demanded"),
        ("請街道【協調】物业修灯。", "demanded"),
        ("建议由街道【协调】物业修灯。", "demanded"),
        ("请街道【协调】过物业。", "realised"),
        ("邀请街道【协调】物业。", "realised"),
        ("街道应该【协调】物业。", "demanded"),
        ("街道应急时【协调】物业。", "realised"),
        ("街道不能不【协调】物业。", "demanded"),
        ("居民希望物业让一步，大家多【沟通】。", "demanded"),
        ("居民和物业多次【沟通】。", "realised"),
        ("会上书记要求，物业【配合】施工。", "demanded"),
        ("街道按照上级要求【协调】物业。", "realised"),
        ("您现在就给物业【打电话】，当着大家的面。", "demanded"),
        ("居民现在就给物业【打电话】。", "realised"),
        ("我【希望】街道出面。", "realised"),
        ("我们才会【建议】街道出面。", "realised"),
        ("如果能留下来，我们【希望】街道出面。", "realised"),
        ("居民【反映】的事，物业会去办。", "realised"),
        ("居民说【希望】街道出面。", "realised"),
    ],
)
def test_requests_and_duties_are_demanded_and_the_request_itself_is_realised(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道是不是可以【协调】物业？", "demanded"),
        ("街道有没有【协调】过物业？", "demanded"),
        ("街道【协调】物业了吗？", "demanded"),
        ("街道【协调】物业了没有？", "demanded"),
        ("街道可以【协调】物业吗？", "demanded"),
        ("街道有没有办法【提供】场地？", "demanded"),
        ("有没有考虑，由学校跟街道【合作】？", "demanded"),
        ("物业【配合】街道，好不好？", "demanded"),
        ("街道【协调】物业，是这样吗？", "realised"),
        ("街道为什么会【协调】物业？", "realised"),
        ("街道为什么不去【协调】物业？", "denied"),
        ("街道什么时候【协调】的物业？", "realised"),
        ("灯坏了是不是要修，街道【协调】物业。", "realised"),
    ],
)
def test_a_yes_no_question_leaves_open_whether_it_is_so(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道没有【协调】物业。", "denied"),
        ("街道从不【协调】物业。", "denied"),
        ("街道没时间去跟那几家【协调】。", "denied"),
        ("街道没有一个人出来给物业和各家各户【协调】。", "denied"),
        ("街道又没有要【协调】物业。", "denied"),
        ("【我们并不主导】，由街道来提。", "denied"),
        ("居民不希望物业【找】街道。", "denied"),
        ("大家不要一下雨就【找】街道。", "denied"),
        ("居民很难直接跟那几家主管单位和街道【沟通】。", "denied"),
        ("街道【送】学校设备，你说有没有用，后来坏了。", "realised"),
        ("别去【找】街道。", "denied"),
        ("特别去【找】街道。", "realised"),
        ("街道不是不【协调】物业。", "realised"),
        ("没有一家物业不【配合】街道。", "realised"),
        ("更不要说街道【协调】物业了。", "realised"),
    ],
)
def test_denial_and_double_denial(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("想装电梯的居民【找】物业。", "realised"),
        ("居民想【找】物业。", "planned"),
        ("居委会给需要帮助的老人【送药】。", "realised"),
        ("居委会需要给老人【送药】。", "demanded"),
        ("需要资料的时候学校【提供】场地。", "realised"),
    ],
)
def test_a_modal_in_a_description_does_not_reach_the_predicate(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("<居民>亲自去找过街道【反映】，看能不能修。", "realised"),
        ("<居民>要去街道【反映】。", "planned"),
        ("<居民>可能去找过街道【反映】。", "planned"),
        ("<居民>【找过】街道陈情，希望明年修。", "realised"),
        ("<居民>通过街道要【反映】漏水。", "planned"),
        ("希望大家看看，<街道>有【协助】老人。", "realised"),
        ("建议大家看看(之前<街道>也有发文给学校【说明】)。", "realised"),
        ("<街道>有开始跟物业一起【谈】要怎么修。", "realised"),
        ("<街道>有去【参访】学校，要办一个展。", "realised"),
        ("<街道>有请学校来【谈】明年的计划。", "realised"),
        ("<街道>有机会【协助】老人。", "planned"),
        ("<街道>有可能【协助】老人。", "planned"),
        ("<街道>会有【协助】的人。", "planned"),
        ("<街道>应该有【合作】的空间。", "demanded"),
        ("<街道>有没有【协助】老人？", "demanded"),
        ("如果<街道>有【协助】老人，灯早修好了。", "planned"),
        ("<街道>之前【协调】物业，就是要修灯。", "realised"),
        ("要修灯，<街道>最近【协调】物业。", "realised"),
        ("<街道>之前说要【协调】物业。", "planned"),
        ("开会之前，<街道>要【协调】物业。", "planned"),
        ("<街道>办「清风计划」【报】学校。", "realised"),
        ("<街道>计划【协调】物业。", "planned"),
        ("<街道>【协调】物业，提出下一步的计划。", "realised"),
    ],
)
def test_a_modal_elsewhere_does_not_undo_what_was_done(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("<我们>希望可以【陪伴】老人。", "planned"),
        ("<我们>也很期待在这里【服务】老人。", "planned"),
        ("<我们>很愿意【帮助】老人。", "planned"),
        ("希望老人开口，<我们>可以【帮忙】。", "planned"),
        ("我们希望<街道>【帮助】老人。", "demanded"),
        ("<我们>希望大家多【帮助】老人。", "demanded"),
        ("<我们>希望有人【帮助】老人。", "demanded"),
        ("希望【帮助】我们。", "demanded"),
        ("希望【帮助】老人。", "planned"),
        ("希望可以透过<街道>的【帮助】，越办越好。", "demanded"),
        ("<我们>应该【帮助】老人。", "demanded"),
    ],
)
def test_a_wish_to_act_oneself_is_planned_and_that_others_act_is_demanded(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("<我>可能也要【请】街道帮忙。", "realised"),
        ("<我>想要【拜托】街道帮忙。", "realised"),
        ("也要【麻烦】街道帮忙。", "realised"),
        ("<我>还要【请教】街道。", "realised"),
        ("<我们>可能【希望】街道能帮忙。", "realised"),
        ("<街道>要【请】学校帮忙。", "planned"),
        ("<我们>会【请】街道帮忙。", "planned"),
        ("<我们>可以【请】街道帮忙。", "planned"),
        ("如果漏水，<我>要【请】街道帮忙。", "planned"),
        ("下次<我>要【请】街道帮忙。", "planned"),
        ("以后<我们>要去【找】街道。", "planned"),
        ("去年<我>本来要【请】街道帮忙。", "planned"),
        ("<我>得【问】街道。", "planned"),
        ("<我>得去【找】街道。", "planned"),
        ("<我>觉得【问】街道没用。", "realised"),
    ],
)
def test_a_request_the_speaker_makes_is_realised_however_politely(sentence: str, expected: Polarity) -> None:
    assert judged(sentence, relation="linkage.appeals") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("后续要麻烦<街道>多多【帮助】我们。", "demanded"),
        ("请<街道>和几家单位，再【帮】我们看看。", "demanded"),
        ("拜托<街道>，积极【沟通】。", "demanded"),
        ("邀请<街道>，再【帮】我们看看。", "realised"),
        ("麻烦的是<街道>【帮助】物业。", "realised"),
        ("这可由<物业>【承担】。", "planned"),
        ("学校认为由<物业>【出钱】不合适。", "planned"),
        ("我们提出由<物业>【出钱】。", "planned"),
        ("会后由<物业>【出钱】修灯。", "realised"),
        ("<物业>愿意【出钱】，后来没谈拢。", "denied"),
        ("可以由<物业>【出钱】，居民没同意。", "planned"),
    ],
)
def test_an_offer_or_a_request_for_help_has_not_happened(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("<我们>不是当他们的销售，而是【帮】学校。", "realised"),
        ("<我们>不是当他们的销售而是【帮】学校。", "realised"),
        ("<我们>不是【帮】学校，而是自己卖。", "denied"),
        ("<街道>并不是第一次【协助】学校。", "realised"),
        ("<街道>并不【协助】学校。", "denied"),
        ("<街道>并不是第一线【协助】学校。", "denied"),
        ("<街道>已不定时【邀请】学校。", "realised"),
    ],
)
def test_what_stands_behind_the_denied_half_is_realised(sentence: str, expected: Polarity) -> None:
    assert judged(sentence) == expected


def test_points_that_give_several_a_duty_together_hand_out_work() -> None:
    assert hands_out("1. 修灯由街道和物业共同找厂家，两周不来停付。")
    assert not hands_out("修灯由街道和物业共同找厂家。")
    assert not hands_out("1. 修灯由街道和物业共同的基金出钱。")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道【负责】物业的对接。", "planned"),
        ("居民【反映】的漏水，由物业去修。", "realised"),
        ("物业已【答复】居民。", "realised"),
        ("街道没有【协调】物业。", "denied"),
        ("街道【协调】了物业。", "realised"),
    ],
)
def test_minutes_assign_a_duty_in_the_words_of_a_report(sentence: str, expected: Polarity) -> None:
    assert judged(sentence, assigned=True) == expected


def test_a_decision_announced_in_the_sentence_is_still_to_be_done() -> None:
    assert judged("会议决定由街道【协调】物业。") == "planned"
    assert judged("会议听取了街道【协调】物业的情况。") == "realised"


def test_only_the_sentence_of_the_predicate_counts() -> None:
    assert judged("街道【协调】物业。", before="下一步请物业修灯。如果漏水再说！") == "realised"
    assert judged("请街道【协调】物业。", before="物业修了灯。") == "demanded"


def test_headings_and_lists_of_things_to_be_done() -> None:
    assert announces("下一步工作安排：")
    assert announces("會議提出以下要求：")
    assert not announces("物业介绍了情况：")
    assert continues("2. 由居委会牵头。")
    assert continues("二是加强巡查。")
    assert not continues("两家单位到会。")
    assert assigns("会议决定")
    assert not assigns("情况通报")


def test_an_event_without_a_judged_polarity_stays_as_it_is() -> None:
    hit = Span(2, 4)
    event = LinkageEvent("a", "b", "r", "d", "s", "c", hit, True, None, "named", Span(0, 2), hit, None)
    assert modality(event, "街道协调物业。", 0) is None


@pytest.mark.parametrize(
    ("sentence", "relation", "expected"),
    [
        ("我们呼吁、也【希望】街道重视。", "linkage.appeals", "realised"),
        ("我们开了一间食堂，希望可以【帮助】老人。", "linkage.serves", "planned"),
        ("居民来找<我们>，希望可以【帮助】老人。", "linkage.serves", "demanded"),
        ("我们开了一间食堂，希望街道【帮助】老人。", "linkage.serves", "demanded"),
    ],
)
def test_a_wish_belongs_to_the_subject_that_the_clause_before_began_with(sentence, relation, expected) -> None:
    assert judged(sentence, relation=relation) == expected
