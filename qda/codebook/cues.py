"""The cue words of `qda.codebook.polarity`: what denies, plans, demands, and what only looks as if it did.

Source: our own operationalisation, from reading minutes and interviews. Written in Simplified; matched on folded text.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NEGATIONS = _words(
    """
    没有 没能 没法 没怎么 没人 没谁 尚未 还未 从未 并未 未能 未曾 未予 未经 未 并非 绝非 并不是 不是 不能 不会 不肯
    不愿 不想 不让 不准 不许 不给 不同意 不予 不再 不怎么 不够 不太 不曾 不存在 不具备 不支持 谈不上 说不上 算不上
    称不上 从不 从来不 从来没 根本不 根本没 拒绝 拒不 无法 无从 无权 无人 毫无 缺乏 缺少 难以 很难 甭 停止 取消 放弃
    反对 避免 防止 杜绝 何谈 免谈 别想 哪有 哪来的
    """
)
"""Words that deny what follows them in the same clause."""
CLOSE_NEGATIONS = _words("不 没 别 勿 莫 无 非")
"""Single characters that deny only what follows almost at once: at most four characters on."""
NOT_NEGATIONS = _words(
    """
    不仅 不但 不光 不只 不单 不止 不断 不同 不少 不过 不管 不论 不久 不错 不妨 不禁 不要紧 不要忘 不能忘 不好意思
    不知不觉 不约而同 不是说 不一会 不然 不如 不愧 不由 不由得 不得了 对不起 差不多 了不起 来不及 不管是 不一定
    不在于 没问题 没关系 没事 没错 没想到 不知道 不料 不外乎 不亚于 不忘 不懈 不停 不时 要不 要不是 不足 无论 无非
    无疑 无障碍 无偿 无私 无数 无缝 非常 非公 非营利 是非 除非 特别 个别 分别 区别 级别 类别 性别 识别 别人 别的
    别墅 别处 淹没 未来 未必 不间断 不仅仅 不光是 没有不 无不 不得不 不能不 不可不 不会不 不是不 不可能不 不是没
    不是没有 并非没有 并非不 未尝不 何尝不 莫不 不无 非得 非要 是不是 有没有 能不能 会不会 要不要 可不可以 愿不愿
    好不好 行不行 该不该 对不对 同不同意 不就是 不正是 不也是 可不是 没有别的 不二 不容 不仅是 不成问题 缺一不可
    少不了 离不开 免不了 忘不了 停不
    """
)
"""Words with a negation in them that deny nothing: 不仅, double negation, A-not-A questions, names of things."""
RHETORICAL = _words("难道 岂 何尝 怎么能不 怎能不 哪能不 谁不 谁说 哪里不 怎么不")
"""Words that turn the negation behind them round, anywhere before it in the sentence."""
FAILURES = _words(
    """
    没有下文 没下文 没了下文 无下文 不了了之 落空 走过场 走走过场 泡汤 没有落实 没落实 未落实 落实不了 没有落地
    没落地 落不了地 没有兑现 没兑现 没办成 办不成 没成功 没做成 没搞成 没谈成 谈不成 没谈拢 作罢 搁置 搁浅 流产 失败
    形同虚设 流于形式 成了摆设 是摆设 摆样子 一纸空文 议而不决 决而不行 石沉大海 没人管 无人管 没人理 没有结果
    没结果 没有用 没有效果 没效果 没有起到作用 没有到位 没到位 不到位 停摆 中断了 黄了 做不到 办不到 等于零
    跟没有一样 无果 没有反应 没动静
    """
)
"""Words anywhere behind a hit, up to the end of the sentence, that say it came to nothing."""
NOT_YET = _words(
    """
    还没有 还没 尚未 至今没 一直没 从来没 从没 根本没 没有开始 没有开展 没开展 没有进行 没有召开 没有通过 没通过
    未通过 没有实现 没实现 未实现 没有做到 没做到 没有采纳 没采纳
    """
)
"""Words close behind a hit, in the same clause, that say it is not so."""
PLANS = _words(
    """
    计划 拟 准备 打算 下一步 下步 接下来 争取 力争 预计 即将 将于 将在 将会 将要 将由 拟将 也将 还将 均将 都将
    将继续 将进一步 将逐步 将陆续 将组织 将通过 将按 将 今后 以后要 明年 下周 下个月 下月 下半年 近期 尽快 尽早 有望
    筹备 筹划 考虑 正在研究 等到 会后将 承诺 答应
    """
)
"""Words that put what follows into the future."""
DEMANDS = _words(
    """
    应该 应当 理应 本应 希望 盼望 盼着 期待 要求 建议 必须 务必 请求 呼吁 需要 须 最好 能否 可否 能不能 可不可以
    恳请 应予 应由 应将 应把 应让 还应 也应 都应 应尽快 应及时 应加强 还得 都得 也得 总得 就得 得有 得让 得把 得由
    得先 得给 要有 要让 要把 要由 要加强 要进一步 要继续 要做好 要充分 要坚持 要发挥 也要 还要 都要 一定要 就要
    强烈要求 提议 主张 但愿 若能 要是能 如果能
    """
)
"""Words that ask for what follows."""
NOT_FUTURE = _words(
    """
    必须要说 应该说 建议书 建议箱 意见建议 意见和建议 合理化建议 提建议 收到建议 准备会 将军 将近 模拟 虚拟 争取到
    争取来 计划生育 计划经济 须知 需要说明 希望小学 承诺书 考虑到 不需要 准备好了 计划书 答应了 即将来 打算盘
    提出的建议 提了建议 的建议 的要求 的希望
    """
)
"""Words that look like plans or demands and are none."""
TURNS = _words("但是 但 而是 却 反而 不过 可是 然而 后来 最后 终于 现在")
"""Words that end the reach of what stands before them in a clause."""
