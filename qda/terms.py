"""The vocabulary: one entry for every word that a table header, the schema or the glossary uses, in both languages.

REFI-QDA names follow the QDA-XML 1.0 exchange standard; network words follow Discourse Network Analyzer. A table column
without an entry here is an error, so a header can always be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary. id: as in data formats. zh, en: as in headers. definition: one English sentence.
    type: of its values (text, count, share, date, id, number, flag). unit: of counts and numbers, "" where none.
    refi: the REFI-QDA element it corresponds to, "" where none."""

    id: str
    zh: str
    en: str
    definition: str
    type: str = "text"
    unit: str = ""
    refi: str = ""

    def unit_in(self, language: Language) -> str:
        """The unit in a language."""
        return UNITS.get(self.unit, self.unit) if language == "zh" else self.unit


UNITS = {
    "segments": "段",
    "documents": "份",
    "turns": "轮",
    "characters": "字",
    "persons": "人",
    "codes": "个",
    "ties": "条",
}

# Values of columns that are words of the program: shown in Chinese tables in Chinese, kept as they are in data formats.
VALUES: dict[str, dict[str, str]] = {
    "kind": {"minutes": "会议记录", "interview": "访谈", "requests": "诉求台账", "other": "其他"},
    "role": {
        "speaker": "发言人",
        "interviewer": "访谈者",
        "interviewee": "被访者",
        "narration": "叙述",
        "apparatus": "非资料",
    },
    "polarity": {"realised": "已实现", "planned": "拟进行", "demanded": "要求", "denied": "未实现或否定"},
    "verdict": {
        "met": "达到",
        "met on few": "达到（少）",
        "not met": "未达到",
        "not estimable": "不可估计",
        "no worse": "不劣于人",
        "not shown": "未能证明",
    },
    "stretch_kind": {"round": "轮次", "date": "文档日期"},
    "coder_kind": {"human": "人", "gold": "裁定", "rule": "规则", "model": "模型"},
    "severity": {"error": "错误", "warning": "警告", "note": "备注"},
    "proceeding": {"agenda": "议题", "vote": "表决", "resolution": "决议", "task": "任务"},
    "remark": {"comment": "批注", "footnote": "脚注"},
    "field": {"case": "社区", "kind": "类型", "date": "日期", "title": "标题"},
    "origin": {
        "command line": "命令行",
        "study.toml": "study.toml",
        "manifest": "说明表",
        "table": "表格内的列",
        "folder": "文件夹名",
        "file name": "文件名",
        "head of the text": "正文题头",
        "layout of the text": "正文版式",
        "none found": "没有找到",
    },
    "grounds": {"named": "句中指明", "speaker": "说话人自称", "parties": "各方指代", "ellipsis": "承前省略"},
    "counted": {"yes": "计入", "repetition": "重复", "modality": "情态不计"},
    "found_as": {"speaker": "发言人", "roster": "参会名单", "word": "文中词语", "entity": "模型实体"},
    "recognised": {
        "people": "人员表",
        "alias": "名称",
        "own": "自称",
        "context": "语境词",
        "title": "姓氏加职务",
        "organisation title": "机构加职务",
        "prefix": "老、小加姓氏",
        "label": "发言人称谓",
        "roster": "参会名单",
        "unknown": "其他",
    },
    "outcome": {"passed": "通过", "rejected": "未通过", "postponed": "延期"},
    "basis_of_share": {"people": "人工编码", "machine": "机器编码"},
    "state": {
        "done": "已完成",
        "stale": "已过期",
        "missing": "未运行",
        "new": "新",
        "changed": "有改动",
        "unchanged": "无改动",
        "read": "已读",
        "not read": "未读",
        "gone": "已不在",
        "current": "现行",
        "superseded": "已被取代",
        "undone": "已撤销",
    },
}

_TERMS = (
    Term("case", "社区", "case", "A community, or whatever else the study compares.", refi="Case"),
    Term(
        "document",
        "文档",
        "document",
        "One text: the minutes of a meeting, an interview, a table of requests.",
        "id",
        refi="TextSource",
    ),
    Term("path", "文件", "file", "Where the file lies, relative to the study.", "text"),
    Term("title", "标题", "title", "The document's title."),
    Term("kind", "类型", "kind", "minutes, interview, requests or other."),
    Term("date", "日期", "date", "Date of the meeting or interview, ISO 8601.", "date"),
    Term("encoding", "编码", "encoding", "Character encoding as found in the file.", "text"),
    Term("format", "格式", "format", "The reader that read the file."),
    Term("characters", "字数", "characters", "Unicode code points of the text.", "count", "characters"),
    Term("documents", "文档数", "documents", "Number of documents.", "count", "documents"),
    Term("minutes", "会议记录", "minutes", "Documents that are minutes of meetings.", "count", "documents"),
    Term("interviews", "访谈", "interviews", "Documents that are interviews.", "count", "documents"),
    Term("others", "其他", "others", "Documents that are neither minutes nor interviews.", "count", "documents"),
    Term("turns", "发言轮次", "turns", "Stretches of direct speech by one speaker.", "count", "turns"),
    Term("speakers", "发言人数", "speakers", "Distinct labels of direct speech.", "count", "persons"),
    Term("problems", "问题", "problems", "Faults found in the file: number of errors, warnings and notes.", "count"),
    Term("segments", "段数", "segments", "Coding units.", "count", "segments", refi="PlainTextSelection"),
    Term("segment", "编码段", "segment", "The coding unit: id of one segment.", "id", refi="PlainTextSelection"),
    Term("turn", "轮次", "turn", "The position of the turn within its document, counted from 1.", "count"),
    Term("order", "序号", "order", "Position within the document, counted from 1.", "count"),
    Term("speaker", "发言人", "speaker", "Label of the speaker as written."),
    Term("person", "本人", "person", "Whom a label means, as the table of people says."),
    Term("role", "角色", "role", "speaker, interviewer, interviewee, narration or apparatus."),
    Term("start", "起", "start", "First code point of the span, 0-based.", "number"),
    Term("end", "止", "end", "Code point after the span, 0-based.", "number"),
    Term("text", "文本", "text", "The words themselves."),
    Term("scheme", "切分方式", "scheme", "How segments were cut: turn, paragraph, sentence or window."),
    Term("code", "编码", "code", "A category of the codebook: its id.", "id", refi="Code"),
    Term("code_name", "编码名称", "code name", "The code's name."),
    Term("parent", "上级编码", "parent code", "The code one level up.", "id"),
    Term("facet", "编码面向", "facet", "dimension, mechanism, effect or linkage."),
    Term(
        "basis", "依据", "basis", "What a code rests on: the abstract, related literature, or our operationalisation."
    ),
    Term("definition", "定义", "definition", "The code's definition.", refi="Description"),
    Term("include", "包括", "include", "What counts."),
    Term("exclude", "不包括", "exclude", "What does not count."),
    Term("examples", "正例", "examples", "Texts that a careful coder would give the code."),
    Term("counterexamples", "反例", "counterexamples", "Texts that a careful coder would not give the code."),
    Term("rules", "规则", "rules", "Rules of the code, one a line."),
    Term("coder", "编码者", "coder", "A person, a rule set or a model that codes.", refi="User"),
    Term(
        "codebook",
        "编码表",
        "codebook",
        "A codebook as it was used: id, version and the hash's first eight digits.",
        "id",
    ),
    Term("judged", "人工编码过的段", "judged", "Segments with a hit that people have coded.", "count", "segments"),
    Term(
        "right", "人工认可的段", "right", "Those of the judged segments that people gave the code.", "count", "segments"
    ),
    Term(
        "interval", "区间依据", "interval by", "What the interval takes as the sample: documents, or segments (Wilson)."
    ),
    Term("codings", "编码数", "codings", "Assignments of a code to a segment.", "count", refi="Coding"),
    Term("coded_segments", "编码段数", "coded segments", "Segments that carry the code.", "count", "segments"),
    Term(
        "coded_documents",
        "涉及文档",
        "documents with code",
        "Documents with at least one segment that carries the code.",
        "count",
        "documents",
    ),
    Term(
        "seen_segments",
        "已读段数",
        "segments seen",
        "Segments that the coder saw: the base of shares.",
        "count",
        "segments",
    ),
    Term("segment_share", "段占比", "share of segments", "Coded segments over segments seen.", "share"),
    Term("document_share", "文档占比", "share of documents", "Documents with the code over documents seen.", "share"),
    Term("per_1000", "每千字", "per 1,000 characters", "Coded segments per 1,000 characters seen.", "number"),
    Term("polarity", "极性", "polarity", "realised, planned, demanded or denied."),
    Term("realised", "已实现", "realised", "Coded segments in which the thing is said to be so.", "count", "segments"),
    Term(
        "planned", "拟进行", "planned", "Coded segments in which the thing is promised or planned.", "count", "segments"
    ),
    Term("demanded", "要求", "demanded", "Coded segments in which the thing is demanded.", "count", "segments"),
    Term(
        "denied",
        "未实现或否定",
        "denied",
        "Coded segments in which the thing is denied, refused or failed.",
        "count",
        "segments",
    ),
    Term("quote", "引文", "quote", "The words of a coded segment."),
    Term("source", "出处", "source", "Community, document, date, speaker and place of a quote."),
    Term("rule", "规则编号", "rule", "The rule that made a coding.", "id"),
    Term("evidence", "依据词句", "evidence", "The words that made the rule fire."),
    Term("actor", "行动者", "actor", "An actor of the actor list.", "id"),
    Term("actor_name", "行动者名称", "actor name", "The actor's name."),
    Term("actor_kind", "行动者类型", "actor type", "The type in the actor list."),
    Term("mentions", "提及次数", "mentions", "Times the actor is named.", "count"),
    Term("actor_turns", "发言轮次", "turns of the actor", "Turns spoken by persons of the actor.", "count", "turns"),
    Term("actor_a", "行动者甲", "actor A", "The source of a directed tie, or the first of an undirected pair."),
    Term("actor_b", "行动者乙", "actor B", "The target of a directed tie, or the second of an undirected pair."),
    Term("event", "事件", "event", "One linkage event: an id made from its place and what it says.", "id"),
    Term("grounds", "依据", "grounds", "How both sides of an event are known: named, speaker, parties or ellipsis."),
    Term(
        "counted", "是否计入", "counted", "yes, or why not: repetition of a counted event, or modality not asked for."
    ),
    Term("negated", "否定", "negated", "Whether the link is denied, refused or failed."),
    Term("predicate", "谓词", "predicate", "The words that say the relation."),
    Term("source_words", "甲的原词", "words of A", "The words for the source as they stand in the text."),
    Term("target_words", "乙的原词", "words of B", "The words for the target as they stand in the text."),
    Term("confidence", "置信度", "confidence", "The coder's score; empty for rules, which give none.", "number"),
    Term("surface", "称谓", "name as written", "The words that name an actor, as they stand in the text."),
    Term(
        "recognised", "识别依据", "recognised by", "The kind of entry of the actor list by which a name was recognised."
    ),
    Term("post", "职务", "post", "Post and organisation of a person, as the attendance list has them."),
    Term(
        "found_as",
        "出现为",
        "found as",
        "speaker, roster (attendance list), word of the text, or entity of a spaCy pipeline.",
    ),
    Term("relation", "联动关系", "relation", "co-mention, or the linkage type."),
    Term(
        "weight",
        "权重",
        "weight",
        "Number of events behind the tie that count: documents, sentences or segments, as the note under the table says.",
        "count",
    ),
    Term("nodes", "行动者数", "nodes", "Actors with at least one tie.", "count"),
    Term("ties", "联系数", "ties", "Pairs of actors that are tied.", "count", "ties"),
    Term("density", "密度", "density", "Ties over possible ties among the nodes.", "number"),
    Term("degree", "度", "degree", "Number of other actors an actor is tied to.", "count"),
    Term("strength", "强度", "strength", "Sum of the weights of an actor's ties.", "number"),
    Term("betweenness", "中介中心性", "betweenness", "Freeman betweenness, unweighted, normalised.", "number"),
    Term("closeness", "接近中心性", "closeness", "Wasserman-Faust closeness, unweighted.", "number"),
    Term("constraint", "约束", "constraint", "Burt's constraint, weighted.", "number"),
    Term(
        "centralisation", "度中心势", "degree centralisation", "Freeman degree centralisation of the network.", "number"
    ),
    Term("units", "共同编码段", "units", "Segments that both coders saw.", "count", "segments"),
    Term("positives_a", "甲编码数", "positives A", "Segments that coder A gave the code.", "count", "segments"),
    Term("positives_b", "乙编码数", "positives B", "Segments that coder B gave the code.", "count", "segments"),
    Term("positives", "各人编码数", "positives", "Units that each coder gave the code, coder by coder."),
    Term(
        "conger_kappa", "Conger κ", "Conger kappa", "Conger (1980): Cohen's kappa for any number of coders.", "number"
    ),
    Term("fleiss_kappa", "Fleiss κ", "Fleiss kappa", "Fleiss (1971): Scott's pi for any number of coders.", "number"),
    Term("scott_pi", "Scott π", "Scott pi", "Scott (1955).", "number"),
    Term("brennan_prediger", "Brennan-Prediger", "Brennan-Prediger", "Brennan & Prediger (1981); PABAK.", "number"),
    Term("prevalence_index", "流行指数", "prevalence index", "|a-d|/n, Byrt et al. (1993).", "number"),
    Term("bias_index", "偏倚指数", "bias index", "|b-c|/n, Byrt et al. (1993); for two coders only.", "number"),
    Term("threshold", "阈值", "threshold", "What the coefficient must reach, as declared in study.toml.", "number"),
    Term("verdict", "判定", "verdict", "met, met on few (codings), not met or not estimable: the threshold."),
    Term("coder_kind", "编码者类型", "kind of coder", "human, gold, rule or model."),
    Term("round", "轮次", "round", "Coding round, counted from 1.", "count"),
    Term("purpose", "用途", "purpose", "What codings were made for: all, train, evaluate or reliability."),
    Term("without_code", "读过而无编码", "seen without code", "Segments seen and given no code.", "count", "segments"),
    Term("not_seen", "未读", "not seen", "Segments that the coder did not see.", "count", "segments"),
    Term("shared_segments", "共读段", "shared segments", "Segments that another coder also saw.", "count", "segments"),
    Term("level", "层级", "level", "Codes at the end of the hierarchy, or at its top."),
    Term("any_code", "任一人有编码", "any code", "Units that at least one coder gave any code.", "count", "segments"),
    Term("exact", "集合相同", "same set", "Share of pairs of coders that gave a unit the same set of codes.", "share"),
    Term(
        "similarity",
        "集合相似度",
        "similarity of sets",
        "Mean |A∩B|/|A∪B| over pairs of coders, on units that one of the two coded.",
        "number",
    ),
    Term(
        "alpha_jaccard",
        "α（Jaccard）",
        "alpha (Jaccard)",
        "Alpha over sets of codes with Jaccard's distance.",
        "number",
    ),
    Term(
        "alpha_masi", "α（MASI）", "alpha (MASI)", "Alpha over sets of codes with Passonneau's MASI distance.", "number"
    ),
    Term(
        "u_alpha", "uα", "u-alpha", "Agreement on boundaries and codes of spans (Krippendorff et al. 2016).", "number"
    ),
    Term("marked_alpha", "|uα", "|u-alpha", "Agreement on marked or not (Krippendorff et al. 2016).", "number"),
    Term("cu_alpha", "cuα", "cu-alpha", "Agreement on codes where both marked (Krippendorff et al. 2016).", "number"),
    Term("character_percent", "按字一致率", "percent of characters", "Share of characters coded alike.", "share"),
    Term("unmarked", "双方未标", "marked by neither", "Share of characters that neither coder marked.", "share"),
    Term("character_kappa", "按字κ", "kappa of characters", "Kappa with the character as unit.", "number"),
    Term("overlap_f1", "重叠F1", "overlap F1", "Share of spans that match a span of the other coder.", "number"),
    Term("spans", "范围数", "spans", "Stretches of text that all coders of the group gave the code.", "count"),
    Term("alpha_people", "人与人 α", "alpha of people", "Mean alpha over pairs of people.", "number"),
    Term("alpha_machine", "人与机器 α", "alpha with machine", "Mean alpha of the machine with each person.", "number"),
    Term("difference", "差", "difference", "The second number minus the first.", "number"),
    Term("stretch_kind", "比较", "compared by", "round, or date: the documents' date."),
    Term("stretch", "轮次或时期", "round or period", "A coding round, or a third of the documents by date."),
    Term("change", "变化", "change", "Alpha minus that of the first round or period.", "number"),
    Term("coded_by", "给了编码", "coded by", "Coders who gave the code."),
    Term("not_coded_by", "未给编码", "not coded by", "Coders who saw the segment and did not give the code."),
    Term("other_codes", "各人的其他编码", "other codes", "What each coder gave the segment besides."),
    Term("memos", "备注", "memos", "What the coders remarked."),
    Term("gold", "裁定", "adjudicated", "Whether the adjudicated coding has the code."),
    Term("decision", "会议决定", "decision", "To be filled in at the meeting."),
    Term("percent", "一致率", "percent agreement", "Share of units on which both coders agree.", "share"),
    Term("cohen_kappa", "Cohen κ", "Cohen kappa", "Cohen (1960).", "number"),
    Term("krippendorff_alpha", "Krippendorff α", "Krippendorff alpha", "Krippendorff, nominal metric.", "number"),
    Term(
        "below_667",
        "P(α<.667)",
        "P(alpha<.667)",
        "How probable it is that alpha of another sample of documents lies below .667, from the same resamples.",
        "share",
    ),
    Term(
        "below_800",
        "P(α<.800)",
        "P(alpha<.800)",
        "How probable it is that alpha of another sample of documents lies below .800, from the same resamples.",
        "share",
    ),
    Term("gwet_ac1", "Gwet AC1", "Gwet AC1", "Gwet (2008).", "number"),
    Term("positive_agreement", "正一致率", "positive agreement", "2a/(2a+b+c), Cicchetti & Feinstein (1990).", "share"),
    Term("negative_agreement", "负一致率", "negative agreement", "2d/(2d+b+c), Cicchetti & Feinstein (1990).", "share"),
    Term("precision", "精确率", "precision", "Share of the coder's positives that the reference also has.", "share"),
    Term("recall", "召回率", "recall", "Share of the reference's positives that the coder also has.", "share"),
    Term("f1", "F1", "F1", "Harmonic mean of precision and recall.", "number"),
    Term("interval", "95%区间", "95% interval", "Lower and upper limit of the 95% interval."),
    Term("low", "下限", "lower limit", "Lower limit of the 95% interval.", "number"),
    Term("high", "上限", "upper limit", "Upper limit of the 95% interval.", "number"),
    Term("p", "P", "p", "Permutation p value.", "number"),
    Term("p_adjusted", "校正P", "adjusted p", "p after Holm's correction over the codes of the table.", "number"),
    Term("statistic", "统计量", "statistic", "The test statistic.", "number"),
    Term("proceeding", "事项", "proceeding", "agenda, vote, resolution or task."),
    Term("agenda_item", "所属议题", "agenda item", "Heading of the agenda item that it belongs to."),
    Term("votes_for", "同意", "for", "Votes for the motion, as said.", "count"),
    Term("votes_against", "反对", "against", "Votes against the motion, as said.", "count"),
    Term("votes_abstain", "弃权", "abstaining", "Abstentions, as said.", "count"),
    Term("outcome", "结果", "outcome", "passed, rejected or postponed, as said and not as counted."),
    Term("responsible", "责任人", "responsible", "Who is to do it, as written."),
    Term("due", "完成时限", "time limit", "Until when, as written."),
    Term("due_date", "期限日期", "due date", "The time limit as ISO 8601, where it can be told.", "date"),
    Term("field", "字段", "field", "A field of a document: case, kind, date, title, or a variable."),
    Term("origin", "来自", "from", "Where the value came from; of several sources the strongest."),
    Term("remark", "种类", "sort of remark", "comment or footnote."),
    Term("author", "作者", "author", "Who wrote it, as the file says."),
    Term("severity", "级别", "severity", "error, warning or note."),
    Term("message", "说明", "message", "What was found and what to do."),
    Term("slug", "代号", "slug", "Stable name of a message."),
    Term("line", "行", "line", "Line in the file, counted from 1.", "number"),
    Term("step", "步骤", "step", "A step of the pipeline."),
    Term(
        "state", "状态", "state", "Of a step: done, stale or missing. Of a coding batch: current, superseded or undone."
    ),
    Term("reason", "原因", "reason", "Why the step is in that state."),
    Term("run", "运行编号", "run", "Id of a finished run.", "id"),
    Term("finished", "完成时间", "finished", "When the run ended, ISO 8601.", "date"),
    Term("sha256", "SHA-256", "SHA-256", "Hash of the file as received."),
    Term("name", "名称", "name", "Name of the thing that the row is about."),
    Term("value", "值", "value", "Value of a setting or field."),
    Term("table", "表", "table", "Name of a table that qda table can export."),
    Term("hits", "命中段数", "hits", "Segments in which the rule fired.", "count", "segments"),
    Term("labelled", "人工编码段数", "labelled", "Segments with a person's label that counts.", "count", "segments"),
    Term("basis_of_share", "占比依据", "basis of the share", "people, or machine where no person has coded yet."),
    Term("correlation", "人机相关", "correlation", "Correlation of people's and the machine's labels.", "number"),
    Term("needed", "所需段数", "needed", "Segments people must code for the wanted interval.", "count", "segments"),
    Term("lacking", "尚缺段数", "lacking", "Needed segments that nobody has coded yet.", "count", "segments"),
    Term("positives", "正例数", "positives", "Labelled segments that carry the code.", "count", "segments"),
    Term(
        "unsure_share",
        "不确定占比",
        "share unsure",
        "Decisions that the coder would rather leave to a person.",
        "share",
    ),
    Term(
        "wrong_where_sure",
        "确定者误判率",
        "wrong where sure",
        "Share of the other decisions at odds with people.",
        "share",
    ),
    Term("true_positives", "正确给出", "true positives", "Given by both.", "count", "segments"),
    Term("false_positives", "误给", "false positives", "Given by the coder, not by people.", "count", "segments"),
    Term("false_negatives", "漏给", "false negatives", "Given by people, not by the coder.", "count", "segments"),
    Term("true_negatives", "正确不给", "true negatives", "Given by neither.", "count", "segments"),
    Term(
        "specificity",
        "特异度",
        "specificity",
        "Share of the reference's negatives that the coder also leaves out.",
        "share",
    ),
    Term("macro_f1", "宏平均F1", "macro-F1", "Mean of the codes' F1.", "number"),
    Term("micro_f1", "微平均F1", "micro-F1", "F1 of all decisions pooled.", "number"),
    Term(
        "macro_f1_transfer",
        "宏平均F1（学自他处）",
        "macro-F1, learnt elsewhere",
        "Of a model that saw other communities only.",
        "number",
    ),
    Term(
        "micro_f1_transfer",
        "微平均F1（学自他处）",
        "micro-F1, learnt elsewhere",
        "Of a model that saw other communities only.",
        "number",
    ),
    Term("feature", "特征", "feature", "What a trained coder looks at: characters, a word, a speaker's type, a rule."),
    Term("feature_weight", "特征权重", "feature weight", "Weight of the feature in the linear model.", "number"),
    Term("contribution", "贡献", "contribution", "Weight times the feature's mean among the positives.", "number"),
    Term("machine_share", "机器占比", "machine share", "Share of segments the machine coded, uncorrected.", "share"),
    Term("labels_only", "仅人工", "labels only", "Share from the human sample alone, weighted.", "share"),
    Term("labels_only_low", "仅人工下限", "labels only, lower", "Lower 95% limit.", "share"),
    Term("labels_only_high", "仅人工上限", "labels only, upper", "Upper 95% limit.", "share"),
    Term("corrected", "校正占比", "corrected share", "Share corrected by the human sample.", "share"),
    Term("corrected_low", "这些文档下限", "these documents, lower", "Lower 95% limit for these documents.", "share"),
    Term("corrected_high", "这些文档上限", "these documents, upper", "Upper 95% limit for these documents.", "share"),
    Term(
        "alike_low",
        "同类社区下限",
        "communities like these, lower",
        "Lower 95% limit for communities like these.",
        "share",
    ),
    Term(
        "alike_high",
        "同类社区上限",
        "communities like these, upper",
        "Upper 95% limit for communities like these.",
        "share",
    ),
)

TERMS: dict[str, Term] = {entry.id: entry for entry in _TERMS}


def term(term_id: str) -> Term:
    """The entry of a word. Raises KeyError with the word: every table column needs one."""
    try:
        return TERMS[term_id]
    except KeyError:
        raise KeyError(f"{term_id!r} has no entry in qda/terms.py") from None
