"""The words by which Chinese says that something is asked for, meant, possible, or really going on, for
`qda.network.modality`: patterns on one folded sentence.

Each pattern is written so that the same characters as part of another word do not count (会 of 议事会, 要 of 主要, 应 of
反应). Source: our own operationalisation, from reading minutes, interviews and verbatim records. Doubts: the lists are
closed; 会 and 要 say both habit and future, and count as future unless a word of habit stands before them (每月都会…).
"""

from __future__ import annotations

import re

ASKED = re.compile(
    r"(?<![邀申聘宴提敬])请(?![教示假愿客到来过了])|麻烦(?=[你您大])|拜托|希望|盼望|盼着|期待|期望|期盼|(?<![的书见条点])建议(?![书箱稿])|(?<![的按无])要求|恳请|恳求|请求(?!后)|(?:(?<=[要再也还就都想会，,。；;：:“（(])|\A)麻烦(?![的了事，,。、]|很多|不少)|呼吁"
    r"|欢迎|(?<!的)主张|(?<!的)提议|应该|应当|理应|本应|该(?=[由去找向跟把给让])|(?<![反适响相答供对回效呼顺感一])应(?=[由将把向与和给让尽及加为主积先协督牵配联提])"
    r"|必须|务必|务求|(?<![不必必])需要|(?<!必)须(?!知)|(?<![必不供军急])需(?=[由要向回与跟和请经找再先把将给居物街社业])"
    r"|(?<=[还也都就总只我们你他家会委道业得])得(?=[由让把请跟找向去先给联协问求])|最好(?=[由是能让请先])|非得|不能不|不可不|不得不(?=要)"
    r"|要靠|有赖|能不能|可不可以|可否|能否|是否|会不会|要不要|愿不愿意?|是不是|有没有|有无(?=办法|意愿|能力|可能|[跟向与和])|为什么不|为何不|何不|谁来|由谁|哪家来"
)
"""Requests, duties and open questions."""
OPEN = re.compile(
    r"能不能|可不可以|可否|能否|是否|会不会|要不要|愿不愿意?|是不是|有没有|有无(?=办法|意愿|能力|可能|[跟向与和])"
)
"""The forms among them that leave open whether something is so."""
MEANT = re.compile(
    r"(?<![主重需必只首简不快紧摘若])要(?![求是么不点素闻紧领件害塞价地隘务人])|打算|准备(?![好了会])|计划(?![书经生的”」』》])|(?<![模虚比草])拟(?=[于与和跟由请向将定用对联协])|考虑(?!到)|筹划|力争|争取(?![到来])"
    r"|想(?=[要跟与和找请向让把去做办推由帮给以用多再透通继对为])|(?<!不)愿意|乐意|乐于|愿(?=[与跟为和向帮])|有意(?=[与跟和向愿])|有心|试图|尝试|答应|承诺(?!书)|保证(?=[会把向给])|说好|说要"
    r"|为了|以便|以利|以期|促使|促进|推动(?!了)|鼓励|倡导|提倡|如何|怎么(?!样)|怎样(?=[去才跟与协])|怎么样(?=[去跟与])"
    r"|有望|即将|将(?=[于在会要由与向继续进逐陆组赓对联协派安适配参加全依视按持积开召做办组])|拟将|预计|预定|预期"
)
"""Intentions, plans and purposes."""
MAY = re.compile(
    r"可能|也许|或许|说不定|不一定|未必|恐怕|能力|有机会|有办法|有条件|可以(?!看到|看出|看得出|发现|感觉到|说是)|可(?=[向跟与由请找把为协提])|能够(?!看到|发现)|(?<![未没只不功智技职性产动热体潜万官才])能(?![力量源耗干手人级见否不够])"
    r"|(?<=[还也就都再去才])能(?=[去向跟与和找帮给把由])|才能|得以(?=后)"
    r"|(?<![委议社开机协学商联体理监大例散到聚约参工年教闭茶分总党事员晚班际展峰座谈论宴法盟公者馆照拜讲管发金合进席集前部])会(?![议员上场后前期中不长章费所计谈务商客面见心诊馆址标旗籍话])"
)
"""Ability, possibility and the future with 会."""
WILL = re.compile(r"会(?![议员上场后前期中不长章费所计谈务商客面见心诊馆址标旗籍话])")
"""会 directly behind the name of an actor, whatever that ends with (政委会…)."""
WEAK = re.compile(r"(?:会|要|得|能|可以|可|能够|怎么)\Z")
"""Of the above, those that with a word of habit say what is done all the time (每月都会检查)."""
FROM_NOW = re.compile(
    r"(?:\A|(?<=[，,。；;：:“]))(?:那|那么|所以|我们?|他们?|您|你们?)?(?:以后(?!来)|今后|往后|日后|将来|未来|下一?步|接下来|下次|下回|回头|明天|后天|下周|下个?(?:月|星期|礼拜)|下半年|明年|到时候?|改天|等一下|等会儿?|待会儿?)"
    r"|(?:\A|(?<=[，,。；;：:“]))(?:我们?|咱们|您|你们?)回去|\A回去"
)
"""The time to come, at the beginning of a clause: it holds for the clauses behind."""
LATER = re.compile(
    FROM_NOW.pattern
    + r"|(?<![从自])(?:今后|下一?步|接下来|下次会|下半年|下年度|来年|下学期|明年|下周|下个?(?:月|星期|礼拜)"
    r"|等一下(?=[会再我请来由])|待会儿?|尽快|尽早|近期将|陆续将)"
    r"|(?:以后|之后|后|完)再(?=[由向跟与和找请交报给去])"
    r"|(?<=[会要须需由])[\u4e00-\u9fff]{0,6}回去|(?:\d{1,2}|[一二三四五六七八九十])月(?:底|初|中旬|上旬|下旬|份|\d{1,2}[日号])?(?:之?前|以前)(?!后)"
)
"""The time to come, anywhere."""
IF = re.compile(
    r"如果(?!不是|没有)|如(?=有|遇|需)|(?<![的主重只需])要是(?!不是)|假如|假使|倘若|倘使|万一|假设|若(?=是|有|能|要|没)|要真|除非|只有(?=[^，,。；;]{1,14}才)|只要(?=[^，,。；;]{1,14}[，,]?[^，,。；;]{0,8}[就都便])|一旦|即使|哪怕|就算"
    r"|的话(?=[，,]|就)"
)
"""Suppositions. Not 要不是 and 如果不是, which speak of what has happened."""
SAID = re.compile(r"(?<![听据])[说讲](?:好|是|着)?(?:往上|去|先|再|就)?\Z")
"""Somebody says to do: 物业说交给厂里."""
FOR = re.compile(r"(?<!因)(?:是|就|[，,]|\A)为\Z")
"""A purpose directly before the predicate: 是为帮…."""
PRESUMED = re.compile(r"(?<![出究务会诊场])所\Z")
"""所 before the predicate of a description: 街道所提供的."""
SO_AS_TO = re.compile(r"(?:来|以|去|从而|进而)(?![自后前来])")
"""The beginning of a clause that belongs to the one before: 愿意出人，来跟街道合作."""
NOT_INSIDE = re.compile(r"不(?![断同仅但过久少错是])|没有?(?!少)|未(?!来)")
"""A denial within a long predicate: 我们不主导."""
WHY = re.compile(r"为什么(?!不)|为何(?!不)|何以|凭什么|怎么会")
"""Questions that take what they ask about for a fact."""
HABIT = re.compile(
    r"每(?:天|日|周|月|季|年|次|回|逢|个?(?:月|星期|礼拜|季度|周)|半年)|天天|年年|月月|回回|次次|常年|长年|长期|经常|常常|时常|往往|通常|一般都|平时|平常|总是|老是|一直|向来|历来|从来都?|一向|始终|定期|有时候?|很多时候|大多|多半|多次|屡次|反复"
)
"""What is done again and again."""
ALWAYS = re.compile(
    r"(?<![第万])一(?:有|到|听说?|看到?|出|发现|接到|遇到|碰到)(?=[^，,。；;]{0,12}[，,]?[^，,。；;]{0,8}就)|凡是|但凡|逢(?=[^，,。]{1,6}[，,都就])"
)
"""What is done whenever something happens: 一有事，居民就会找居委会."""
MANNER = re.compile(r"怎么|如何|怎样|怎么样")
PURPOSE = re.compile(r"为了")
MATTER = re.compile(r"事儿?|事情|问题|工作|项目|这个|那个")
"""A thing behind 为了, for which something is done: 为了这事找物业."""
PAST = re.compile(
    r"已经|(?<![不而])已(?=[^经成为])|曾经?|正在|正(?=[积在与跟和同向忙])|目前(?!没)|现在(?=[都是有跟与已]|就是)|截至|截止|以来|以往|往年|往常|这些?年|这几年|近年|过去(?!的话)|以前(?=[^，,]{0,4}[我他居物街社])|当时|当初|当年|那时候?|那年|那天|那回|那次"
    r"|之?前一?阵子|(?:\A|(?<=[，,。；;：:“（(、我们也是他像]))之前(?![，,]?[^，,]{0,2}[要需])|先前|最近(?![的距一])|这阵子|去年|前年|上个?月|上周|上星期|上次|上回|昨天|前天|昨晚|刚才|刚刚|今年以来|先后|累计|同步|随后|随即|后来|于是|结果(?=[我他居物街社])|终于|总算|只好|只能|不得不|只得|得以(?!后)|有(?=[再去跟向找派委召请]{1}[^，,。没]{0,4})"
)
"""What has been done or is going on."""
THANKS = re.compile(
    r"感谢|谢谢|多谢|感激|多亏|幸亏|幸好|全靠|得益于|要不是|若不是|如果不是|如果没有|难怪|可惜|后悔|庆幸"
)
"""Words whose object is a fact."""
WISH = re.compile(r"希望|建议|要求|呼吁|恳请|恳求|请求|期待|期望|盼望|拜托|想请|反映|反应|投诉|感谢|联名")
"""Predicates that are done by being said."""
FIRST = re.compile(
    r"(?:[^，,。；;：:]{0,8}[，,])?[^我]{0,6}(?<![跟向对给和与帮让请])我们?(?:也|还|都|就|很|真的?|是|在此|在这里|这里|其实|反而|倒是|倒|想|要|会|可以|特别|强烈|非常|想要|还是|才|再|先|一直|再次|当然|这边|个人|本人|今天|可能|仍然?|只|只是|诚挚|一并|呼吁|恳请|、|在|来|跟|向|对|[大家物业街道居委会社区政府院里])*\Z"
)
"""The first person before such a predicate."""
HAVE = re.compile(
    r"(?<![没只所唯拥具享占含共略稍持未仅富固很较更最常蛮满颇否才会])有(?![机可能需没无意望待利关效助办条些人])"
)
"""有, which before a verb says that it was done (有去参访, 有协助)."""
VERBS = re.compile(
    r"(?:再|也|又|先|都|就|一起|一直|持续|继续|积极|主动|特别|陆续|实际|真的|确实|开始|努力|尽力|尽量|另外|亲自|直接|正式|共同|去|来|跑去|回去|到|发文|行文|打电话)*"
    r"(?:(?:跟|向|找|请|帮|给|对|与|和|同)[^，,。；;的要想能会可]{0,12})?"
    r"|[\u4e00-\u9fff]{1,4}[「“《『][^」”》』，,]{1,40}[」”》』]"
)
"""Words between such a 有 and the predicate."""
NAMED = re.compile(r"计[划画][」”》』]")
"""A plan that is named, not one to do what follows."""
BEFORE_NOW = re.compile(r"(?:之前|以前|先前)(?![，,]?[^，,]{0,2}[要需])")
"""The past, directly behind a subject (街道之前找物业)."""
PASSED = re.compile(r"(?<![透通经超不难越路])过\Z")
"""过 at the end of a predicate."""
CHAIN = re.compile(
    r"(?<=[找问去来到跑打叫请托求写报谈访])过(?!的|[程后去来年节会期半])(?=[^，,。；;的要想能会可再请让由应须希没不]{0,12}\Z)"
)
"""过 behind the first of several verbs, the last of which is the predicate (去找过物业反映)."""
PERHAPS = re.compile(r"可能|也许|或许|说不定|恐怕|未必|不一定")
"""What leaves open whether something was so."""
ANOTHER_TIME = re.compile(
    r"以后(?=[也还都就再会要可去找我])|下次|下回|改天|到时候?|回头|明天|后天|下周|下个?月|将来|日后"
    r"|本来|原本|原来|当时|那时|上次|上回|去年|昨天"
)
"""A time that is not that of speaking."""
THING = re.compile(r"[^，,。；;]{0,4}的(?=平台|机会|空间|可能|必要|需要|余地|意愿)|空间|平台|机会")
"""What is there behind 有 (有合作的空间), rather than done."""
ASKING = re.compile(r"请(?![示假])|麻烦|拜托|恳请|恳求|请求|央求|想请|希望|期待|盼望")
"""Predicates by which one asks."""
ME = re.compile(r"我们?")
POLITE = re.compile(
    r"(?:可能|恐怕|也许|也|要|想|还|还是|就|都|只|只能|是|真的|很|特别|诚挚地?|在此|在这里|今天|现在|这边|这里|一定|必须|须|需要|得|顺便|另外|一并|最后|首先|其实|跟|向|不得不|(?:希望|期待)(?:可以|能够?)?|[，,])*"
)
"""What stands between 我 and a request that is made by saying so."""
WISHED = re.compile(r"希望|盼望|盼着|期待|期望|期盼")
ADVERBS = re.compile(
    r"(?:也|都|还|很|就|一直|其实|只|只是|真的|非常|特别|自己|更|是|本来|当然|这边|当然也|主要|[，,])*"
)
"""What may stand between a subject and its wish."""
BY_ONESELF = re.compile(
    r"(?:能够?|可以|会|要|有机会|有办法|来|去|也|都|再|多|更|好好|持续|继续|陆续|一起|共同|积极|主动|直接|真正|真的|尽量|尽可能|尽力|一直|长期|默默|慢慢"
    r"|跟|与|和|同|向|对|给|为|帮|把|将|一路|未来|进一步|(?:在|用|以|透过|通过|藉由|借由|利用)[^，,。；;请由让你他]{1,10}|更多|其他|所有|各位|这些|那些|这群|一些)*"
)
"""What may stand between a wish and its verb if nobody else is to act."""
BUT_RATHER = re.compile(r"而是")
HELD = re.compile(r"认为|觉得|以为|主张|看法|意见是|提出|提议|表示(?!感谢)")
"""Words whose object is an opinion."""
UNFIT = re.compile(r"[^，,。；;了过]{0,6}(?:不合适|不妥|不行|不好|不合理|不可行)")
"""A judgement behind a predicate that nobody carries out."""
ASKS_HIM = re.compile(r"(?<![邀申聘宴提敬])(?:请|麻烦|拜托|恳请|有劳)\Z")
"""A request directly before an actor."""
TOGETHER = re.compile(r"由[^，,。；;：:的了]{2,20}共同(?!的|主办的)")
"""Several who are given a duty together."""
REFUSED = re.compile(
    r"没有?(?:办法|法子|时间|空|精力|资格|机会|能力|能够?|想要?|打算|要|义务|权利|权力|理由|心思|勇气)|[并又从都也]没有?|没有?(?:一个|一家|一人|人|谁|任何|哪个|什么)|很难|难以|不太?可能|不希望|[绝决并]不|绝对不|从未|未曾|(?<![要还就先])不(?:要|想|愿意?|敢|必|用|需|准|许|可能|打算|应该?|该|会|肯|得(?!不)|再(?!是))(?![要知么])|从不|拒绝|拒不|(?<![特分区个类级性识离])别(?=[去找跟向再给把光老动什])|切勿|切忌|请勿|无意|无法|不得(?!不)|甭|懒得|犯不着|用不着"
)
"""What denies or forbids the predicate behind it in its clause."""
NOT_NO = re.compile(
    r"不是第[一二三四]次|不定[时期]|有无|有没有|(?:没有?|无)(?:一|哪|谁|人|几|任何)[^，,。；;]{0,8}不|没有?[^，,。；;]{0,3}不(?=[跟向找去与和配协])|不(?:得|能|可|会|是|可能|应该)不|不是没有?|不是不|并非不|没有?少|不少|要不要|会不会|愿不愿|能不能|该不该|用不用|想不想|肯不肯|不要紧|不用说|不必说|不难|不要说|不要忘|别忘|不得了|不会有错|少不了|免不了"
)
"""Two denials that say yes, and questions."""
ORDERS = re.compile(
    r"(?:您|你们?|(?:^|[，,。；;：:“])(?:那|那么|所以|然后)?(?:大家|各位))[^，,。；;：:了过]{0,4}(?:现在|赶紧|赶快|马上|快|先|再|去|回去|多)[^，,。；;了过]{0,8}\Z|(?<![许很好众太最诸更])多\Z"
)
"""The second person told what to do."""
TAG = re.compile(
    r"[，,](?:是吗|对吗|对吧|是吧|是不是|对不对|是这样(?:吗|的吗|吧)?|没错吧|你说是不是|不是吗)[？?。]?\s*\Z"
)
"""A question that only asks to be told so."""
CONSENT = re.compile(r"[，,]?(?:好吗|好不好|行吗|行不行|可以吗|可不可以|成吗|中不中|怎么样|如何)[？?]\s*\Z")
ASKS = re.compile(r"[吗么][？?]?\s*\Z|(?:没有|没)[？?]\s*\Z")
VOWED = re.compile(r"(?:表态|承诺|答应|保证|说好|约定)[，,：:]")
"""A promise announced to the clauses behind it."""
ANNOUNCED = re.compile(r"(?<!的)(?:要求|希望|建议|呼吁|强调|提议|主张|期待|期望)[，,：:]")
"""A request announced to the clauses behind it."""
DECIDED = re.compile(
    r"会议(?:一致|最后|最终)?(?:决定|议定|商定|明确|同意|要求)|经(?:研究|讨论|协商|商议)[，,]?(?:一致)?(?:决定|同意|议定)|(?:决议|决定|议定|商定|约定|打算|计划)(?:如下)?[：:]"
)
"""A decision announced before the predicate."""
HEADING = re.compile(
    r"(?:下一?步|今后|接下来|后续|待办|任务|分工|工作安排|工作计划|工作打算|工作要求|会议要求|会议决[定议]|决[定议]|议定|议决|定下来的事|约定|整改措施|整改要求|落实|部署|行动|责任)"
)
"""What a heading or an announcing line says of things still to be done."""
ANNOUNCES = re.compile(
    r"(?:下一?步|接下来|今后|后续|工作安排|工作计划|工作打算|要求|决定|决议|议定|商定|约定|任务|分工|安排|打算|计划|措施|建议|意见)(?:如下|有[以下]*|是|为|主要是|包括)?[^，,。；;：:]{0,8}[：:]\s*\Z"
    r"|(?:提出|作出|做出|形成|达成)[^，,。；;]{0,6}(?:要求|安排|部署|决定|决议|约定)[：:。]\s*\Z"
)
"""The end of a sentence that a list of things to be done follows."""
LISTED = re.compile(
    r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）.．、]|[①-⑳]|[一二三四五六七八九]是|第[一二三四五六七八九十][，,、]|首先|其次|再次|最后|另外|同时|[-*•·])"
)
"""The beginning of a point of a list."""
