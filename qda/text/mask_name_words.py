"""Words that decide whether characters are a person's name: forms of address, given-name characters, false friends.

Simplified forms; look up in `qda.text.fold.fold`ed text. Source: forms of address in minutes of residents' councils and
interviews; the given-name characters that the yearly name reports of the Ministry of Public Security list as frequent
for the generations from 1940 on. Doubts: lists end somewhere; rare surnames and given names are only found where a list
of people, a speaker's label or a title says so.
"""

from qda.text.label_words import COMPOUND_SURNAMES, NOT_NAMES, words_of
from qda.text.label_words import SURNAMES as LABEL_SURNAMES

# Without those that are hardly ever a surname in such texts, and a word or part of one nearly always.
SURNAMES = LABEL_SURNAMES - frozenset("党全和应时束计保")
COMPOUNDS = frozenset(COMPOUND_SURNAMES) | frozenset(
    words_of("东方 独孤 呼延 闻人 轩辕 钟离 宇文 长孙 澹台 公冶 濮阳 太史")
)

RISKY = frozenset(
    "和原时应保计水束代单全党都冷连明官楼于任何方管关边安文华惠乐路康高常金温费左易项米商经解相向强宣平成包车宫商乌木冉"
    "花房位言从台贝云风丰年来广农万游初终元首后海双当查景柴衣盖党甘辛沙牛羊马石白黄古龙江国城门山"
)
"""Surnames that begin, or end, common words: a title makes a person of them only at the beginning of a clause."""

ADDRESS = words_of(
    "书记 副书记 主任 副主任 经理 副经理 总经理 主管 队长 副队长 组长 副组长 会长 副会长 理事长 秘书长 "
    "秘书 委员 干事 社工 网格员 网格长 "
    "楼长 楼门长 楼栋长 楼组长 门长 单元长 民警 警官 律师 法官 教授 老师 博士 工程师 设计师 站长 副站长 "
    "所长 副所长 科长 副科长 "
    "科员 处长 副处长 局长 副局长 镇长 区长 市长 县长 乡长 村长 校长 副校长 院长 副院长 园长 部长 司长 "
    "署长 股长 课长 行长 店长 厂长 "
    "队员 班长 主席 副主席 先生 女士 小姐 太太 同志 同学 阿姨 阿婆 阿伯 阿公 大爷 大妈 大叔 大婶 大姐 "
    "大哥 大娘 大嫂 叔叔 奶奶 "
    "爷爷 师傅 老伯 伯伯 婆婆 妈妈 爸爸 嫂子 哥 姐 叔 姨 婶 嫂 伯 老板 老板娘 工 总 会计 出纳 医生 大夫 "
    "医师 护士 教练 团长 "
    "理事 监事 委 主委 董事长 董事 董 馆长 台长 议员 委员长 立委 里长 邻长 执行长 老伴 爱人 家长 政委 "
    "参谋 指导员 顾问 大使 "
    "总监 特助 助理 专员 专家 主持人 住户 居民 业主 租户 代表 村民 商户 县长 副县长 副区长 副市长 副镇长 "
    "副乡长 副校长 副行长 总工 家长子 家儿子 家女儿 家媳妇 家老伴 家老大 家老二"
)
"""What stands behind a surname when a person is named: posts, professions, kinship, politeness."""

WEAK = frozenset(
    words_of(
        "工 总 委 哥 姐 叔 姨 婶 嫂 伯 董 住户 居民 业主 租户 代表 村民 商户 家长 专家 助理 专员 队员 顾问 "
        "主持人 老伴 爱人 社工 同学"
    )
)
"""Titles that are too short or too common to make a person of any surname in running text."""

GENERIC = frozenset(words_of("住户 居民 业主 租户 代表 村民 商户 家长 专家 队员 主持人"))
"""Titles that are rather groups of people."""

RELATION = frozenset(words_of("老伴 爱人 家长子 家儿子 家女儿 家媳妇 家老伴 家老大 家老二"))
"""What makes another person of the one named: 马老伴 is not 马. The pseudonym of the one named stands before it."""

FRONT = frozenset(
    words_of(
        "任何 如何 为何 几何 大方 地方 双方 对方 各方 单方 官方 多方 甲方 乙方 一方 三方 警方 校方 资方 厂方 "
        "院方 我方 平方 立方 配方 前方 后方 南方 "
        "北方 东方 西方 远方 上方 下方 四方 业主方 主管 保管 监管 城管 共管 托管 接管 不管 尽管 水管 只管 "
        "机关 相关 有关 无关 开关 公安 治安 保安 平安 不安 "
        "一边 两边 旁边 这边 那边 左边 右边 里边 外边 提高 最高 增高 升高 正常 经常 非常 日常 平常 通常 资金 "
        "现金 奖金 基金 押金 租金 体温 高温 低温 保温 "
        "收费 免费 水费 电费 消费 经费 花费 缴费 交费 安全 完全 齐全 健全 全党 所以 之前 其他 人和 共和 温和 "
        "施工 员工 职工 义工 民警 骑车 感谢 多谢 谢谢 致谢 答谢 鸣谢 单位 各位 诸位 两位 几位 工程 过程 流程 "
        "课程 日程 路程 全程 进程 停车 开车 打车 汽车 "
        "电车 货车 中国 全国 美国 我国 各国 外国 法国 英国 德国 韩国 泰国 出国 回国"
    )
)
"""Words that end in what could be a surname: what follows them is no name."""

OLD = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡余杜叶程苏魏吕沈姚卢姜崔谭陆汪范廖贾夏韦付邹孟熊秦邱"
    "尹薛闫阎段雷侯陶黎贺顾郝龚邵钱严覃武戴汤施樊葛邢齐乔庞颜倪聂鲁岳翟殷詹耿焦俞佟田丁甄栾尤霍甘魏"
)
"""Surnames that make a person of 老 and 小, without those that make a word of it (老房, 小高层, 小康, 老金)."""

AFTER_OLD_NOT = {
    "范": "围本例",
    "方": "法面案向式便形块格位",
    "马": "路上桥虎力",
    "高": "层中度峰考铁级",
    "江": "湖河",
    "安": "全排",
    "平": "房台方米",
    "路": "口灯",
    "石": "头子板",
    "金": "额库",
    "康": "社家",
    "白": "菜板",
    "华": "人侨",
    "水": "沟管池",
    "花": "园坛盆",
    "车": "子位库棚",
    "单": "元位子",
    "房": "子间东屋",
    "门": "口面",
    "龙": "虾头",
    "牛": "奶肉",
    "米": "粥饭",
    "包": "裹子",
    "宝": "贝宝",
    "毛": "病孩",
    "云": "南",
    "胡": "同须琴萝",
    "孙": "子女",
    "程": "序度",
    "周": "末期边岁",
    "张": "贴罗开望口嘴",
    "许": "多",
    "黄": "车狗瓜鱼花色历页牛",
    "林": "子",
    "陈": "皮",
    "钱": "包",
    "段": "落子",
    "汤": "圆包",
    "夏": "天",
    "田": "地",
    "丁": "点",
    "熊": "猫",
    "宋": "体",
    "唐": "装",
    "雷": "锋达",
    "叶": "子黄片",
    "武": "术器",
    "齐": "全",
    "杜": "绝",
    "罗": "马列",
    "何": "必",
    "谢": "谢",
    "余": "额",
    "严": "重格",
    "贺": "卡",
    "顾": "客虑",
}
"""Characters that, behind 老 or 小 and the surname, make another word of it."""

BEFORE_OLD_NOT = frozenset("古养敬尊变衰年陈元长苍孤缩大中最较太很更狭窄细弱微渺幼从弱老小一")

GIVEN = frozenset(
    "建国华明军平红丽伟芳娜敏静秀英强磊洋勇艳杰娟涛超霞刚桂兰玉珍凤玲梅淑珠荣福贵德庆海波斌辉鹏飞宇浩然子轩梓涵欣怡雨晨思佳"
    "琪雪颖婷婕莉慧雅琴云莲香月春秋冬夏文武志忠孝义仁礼智信诚爱民生根宝财富康健寿永年长青松柏林森木水金银山川江河湖泊天"
    "宏洪鸿光亮晶星辰旭阳东方南北西中正立新兴旺胜利成功达发祥瑞安宁和顺乐喜悦晓小大少雄英俊彦豪杰博学良才培植树栋梁家邦"
    "振声长海淑贤国强德福志刚守田水凤翠翠芬芝萍琳瑶璐莹倩媛薇蕾岚曼妮娅茹蓉菊桃荷茜菲雯霖晖昊哲睿泽嘉伯仲叔季维绍启传承继"
    "先世昌盛衍泰恒恩惠全元亨贞祖光宗耀培育可凡亦若如卓越群立群峰岩峻岭岳嵩巍威权钧钢铁锋锐剑鑫淼焱垚石磐坚毅定远致力勤"
    "俭朴素洁清纯真善美好心怀志向前进步高升腾跃骏马龙虎彪熊鹰燕鸿鹏鹤凰麟麒一二三万千百双喜有余富来运开泰虹彤丹赤紫绿蓝"
    "柔婉娴淳婵娇姣妍妹娥娃嫦姗珊瑚琳琅玮玥珂珺琬璇瑾瑜琼玫瑰露霜冰凌雁莺鹃鸽蝶荔枝蓓芸苗茂蕴菁芹葵莎艺韵诗画琦棋书墨砚"
    "笔彬斐煜炜炳焕灿烨煌炎灵曦昕昱晔晗景普舒畅朗旷彻通桥路驰骋航帆舟润泽浦津渊洁沛沐汐澜浪涌潮源泉溪澄湛滨洲岛屿堂庭坤"
    "垣城均培基增塘埔奎圣奇奋契容寅宾寒实审宪宽宜宣宸寰尚尧居展岗崇川巧巨己帅席常幼庄应廷弘弟彰征徽德必怜思恬恺悟情惟愉意"
    "慎懿成战才扬抗抒拓振捷援摇操政敬敦斯方旗昆显晋智曙更朋期未本术材来极果柱栓栖桐桢梓棠楚楠槐横欢欧毓民气沁沃法洛济浓添"
    "淇淮深渝湘溶滔满漪潇灏点煊照熙燃牧特犀玄玖班球理琛甜用田由甫界略畔盈直相眉石砥硕磊祎祝祯禄禅禹秉科秦积程稷穆空竹竞"
    "策简粟精糯素索红纪约纹练绅细经结绣绪维绮罗美群翔翰联聪肖育胤能自至舜良艾节芃芮芷苏范茗荃莘萌落董蒙蓬薪藤行衡裕西言计"
    "许训记论识词诏译试话诺谊谦谨豫象贝财贤质贺赐赛赞超起路轶轼辅轮辛辞达迁迅迈迎近迪逸道遂遥邑郁郎采里重野量镇镜长闯闻"
    "阔队阮防际陆陈陶随雍雷震霄靖静非鞠韬顶须颂预领频题风食首香驹骥高魁魏鲁鸣鹿黎默齐龄"
)
"""Characters of given names."""

SPEAKS = words_of(
    "说 道 讲 问 答 表示 介绍 提出 认为 指出 强调 补充 回应 回答 解释 建议 发言 汇报 反映 主持 宣布 宣读 "
    "总结 通报 插话 提议 询问 追问"
)
"""What stands behind a name that speaks."""

ROLES = words_of(
    "居民代表 业主代表 租户代表 议事代表 楼门长 楼长 居民 业主 租户 住户 村民 房东 商户 民警 社工 律师 "
    "律师 书记 主任 副主任 经理 科长 站长 所长 校长 "
    "院长 队长 组长 理事长 会长 代表 委员 社区工作者 网格员 志愿者 党员 工程师 设计师 老师 记者 主持人 "
    "记录人 负责人 联系人 责任人 同志 骑手 会计 "
    "保安 装修工 老党员 主管 总监 执行长 局长 处长 议员 教授 博士 理事 创始人 创办人 馆长 里长"
)
"""What stands directly in front of a name."""

BODIES = words_of(
    "街道 社区 物业 公司 派出所 事务所 所 站 局 科 办 处 居委会 委员会 业委会 协会 服务社 会 队 医院 学校 "
    "小学 中学 大学 学院 银行 支行 单位 部 厂 中心 集团 "
    "代表 居民 业主 民警 社工 律师 租户 书记 主任 楼 单元 室 号 组 片 成员 党员 志愿者 消防 保安 会计 "
    "经理 参谋 房东 商户 骑手 工程 小组 人 员 长 家 师 工 修 团 网 户 校 "
    "合作社 理事会 项目 客服 主管 老师 总部 工头 委员 政府 机构"
)
"""What an office or body ends in that stands in front of a name in a label or a list."""

TRANSLITERATION = frozenset(
    "阿艾爱安奥巴拜班贝比波布达代丹德迪地第丁杜多尔法菲夫甫富盖干刚格古哈海罕汗合和赫亨胡吉加江杰金卡凯坎康克肯孔库夸拉莱兰朗"
    "勒雷黎里力丽利莲廉林琳龙卢鲁伦罗洛马麦曼买迈美蒙米密明莫姆木穆那娜乃南尼妮努诺欧帕派佩皮普其齐奇恰强乔切青琼热日荣茹瑞若撒"
    "萨赛桑瑟森沙莎山舍申什史斯松苏孙索塔台泰坦汤特提图土托吐瓦万汪威维韦魏温翁沃乌吾西希锡夏香肖歇谢辛星雄许雅亚延杨耶叶伊依易英"
    "尤于玉约云泽扎赞则增札扎仁曾珍孜卓宗祖朱次旦央措顿登卜嘉色拥错巴嘎旺堆伍呷惹莫曲日且吉木拉玛才让仓格桑单周热"
)
"""Characters that write names of other languages."""

FEMALE = frozenset(words_of("女士 小姐 太太 阿姨 阿婆 大妈 大婶 大姐 大娘 大嫂 奶奶 婆婆 妈妈 嫂子 姐 姨 婶 嫂 老板娘"))
MALE = frozenset(words_of("先生 阿伯 阿公 大爷 大叔 大哥 叔叔 爷爷 老伯 伯伯 爸爸 哥 叔 伯"))

NO_NAME = NOT_NAMES | frozenset(
    words_of(
        "时候 时间 时常 应该 应当 马上 马路 高兴 高度 明天 明年 明白 明显 平时 平常 安全 安排 安静 文明 文化 "
        "方便 方向 方法 方案 成本 成功 成立 成长 成果 成为 "
        "常常 和平 和谐 和气 全部 全家 全年 全国 单元 单位 单独 都是 都有 都可 都能 都来 都好 应对 包含 包括 "
        "路上 路口 "
        "白天 白云 金额 石头 江湖 水平 水管 万一 项目 任务 任意 何必 何时 何况 "
        "关心 关系 管理 计划 强调 解决 相信 相当 经常 经过 经理 向前 向来 连续 双方 "
        "查看 查清 国家 国际 广场 广大 年轻 年长 台阶 从来 从小 从中 党员 党政 云南 "
        "许多 许可 程度 程序 程式 张贴 张开 钱财 严格 严重 余地 顾客 顾问 周围 周边 周年 周全 武术 "
        "江南 江北 江西 江苏 海南 河南 河北 贵州 青海 宁夏 云南 山西 山东 陕西 湖南 湖北 台东 台南 台北 台中 "
        "花莲 宜兰 高雄 南投 彰化 "
        "平安 平台 平和 平均 高峰 高铁 高科 高中 高雄 高端 安家 安心 安装 安康 "
        "温和 温暖 康复 康健 左右 石英 金山 金银 金华 白杨 阳光 阳台 "
        "谢谢 马力 马来 汪洋 林木 森林 林立 田地 史上 龙头 龙山 黄金 黄河 毛利 侯选 "
        "施工 施行 熊猫 雷同 雷达 童年 童心 邮寄 游泳 盛大 盛行 宋体 唐山 冯唐 梁山 "
        "葛根 齐全 齐心 齐声 武力 车子 车行 车来 车道 华人 商家 商业 商行 宫中 官方 "
        "米行 乐意 银行 连结 连接 连同 发展 大学 中学 小学 项次 景观 景色 沙石 尚可 冉冉 时时 原来 原本 原先 "
        "终年 相传 相应 "
    )
)
"""Words that look like a surname with a given name."""

__all__ = [
    "ADDRESS",
    "AFTER_OLD_NOT",
    "BEFORE_OLD_NOT",
    "BODIES",
    "COMPOUNDS",
    "FEMALE",
    "FRONT",
    "GENERIC",
    "GIVEN",
    "MALE",
    "NO_NAME",
    "OLD",
    "RELATION",
    "RISKY",
    "ROLES",
    "SPEAKS",
    "SURNAMES",
    "TRANSLITERATION",
    "WEAK",
]
