"""A new study folder: study.toml, an empty corpus, the example codebook and actor lists."""

from __future__ import annotations

from pathlib import Path

import qda
from qda.errors import StudyError
from qda.steps.codebook import schema_text
from qda.steps.files import write_file
from qda.steps.settings import SETTINGS_FILE

TEMPLATE = """\
# 一项研究的全部设置都在这里；每一项都可以省略，省略时取所示的值。说明见 docs/start.md。

[study]
title = "{title}"          # 报告标题
subtitle = ""
notice = ""                # 报告开头的提示
invented = false           # 语料为虚构材料时写 true，报告会注明
language = "zh"            # zh 或 en

[corpus]
paths = ["corpus"]         # 读取的文件夹或文件；子文件夹名可作社区名，其下“会议记录”“访谈”可作类型
exclude = []               # 不读取的文件，如 ["corpus/草稿/*"]
encoding = ""              # 文本文件的编码；空为自动识别
case = ""                  # 所有文件同属一个社区时写社区名

[segments]
unit = "paragraph"         # 编码单位：turn 发言，paragraph 发言内自然段，sentence 句，window 句窗
max_characters = 400       # 更长者在句末切开
window = 3                 # 句窗的句数

[codebook]
path = "codebooks/embedding.yaml"  # 换成自己的：qda codebook new 或 qda codebook import

[actors]
path = "codebooks/actors.yaml"  # 北京等地的社区治理；台湾的材料用 "codebooks/actors-taiwan.yaml"

[code]
coders = ["rules"]
interviewer = false        # 访谈者的话是否也编码

[network]
unit = "sentence"          # 同一 sentence（句）、segment（编码段）、turn（轮发言）或 item（议题）中被提到即相连
speaker = false            # 发言人所属行动者是否视为在场
collapse = "document"      # document：同一文档内重复只计一次；none：每次都计
eligible = "all"           # 骨干与活跃度零模型：all 谁都可能被提及；present 有参会名单的会议只算在场者
minimum = 1                # 图中画出的最小权重

[report]
folder = "reports"
seed = 20210603            # 置换检验与自助抽样的种子
draws = 1999
quotes = 4                 # 每个编码的例证引文数

# 人工编码表，每位编码者一节：
# [[codings]]
# path = "codings/张三.csv"
# coder = "张三"
# kind = "human"           # human 或 gold（裁定）
"""

SCHEMA_FILE = "codebook.schema.json"
ACTOR_LISTS = ("actors.yaml", "actors-taiwan.yaml")
"""The actor lists that come with the program; study.toml names the first one."""
EDITOR_HINT = f"# yaml-language-server: $schema={SCHEMA_FILE}\n".encode()
"""The first line of a codebook, by which editors find the schema and complete keys."""


def example_codebooks() -> Path:
    """The folder with the example codebook and actor lists that come with the program."""
    package = Path(qda.__file__).parent
    for folder in (package / "data" / "codebooks", package.parent / "codebooks"):
        if (folder / "embedding.yaml").is_file():
            return folder
    raise StudyError(
        "the example codebooks that come with qda are not there",
        "reinstall qda, or copy codebooks/ from its source by hand",
        "no-example-codebook",
    )


def init(folder: Path) -> list[Path]:
    """Make the study; return what was written. Nothing that exists is changed. Raises StudyError (study-exists)."""
    if (folder / SETTINGS_FILE).exists():
        raise StudyError(
            f"{folder} is a study already: it has a {SETTINGS_FILE}",
            "use another folder, or edit the file",
            "study-exists",
        )
    title = folder.resolve().name.replace("\\", "").replace('"', "”")
    written = []
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    write_file(folder / SETTINGS_FILE, TEMPLATE.format(title=title).encode("utf-8"))
    written.append(folder / SETTINGS_FILE)
    source = example_codebooks()
    contents = {
        "embedding.yaml": EDITOR_HINT + (source / "embedding.yaml").read_bytes(),
        **{name: (source / name).read_bytes() for name in ACTOR_LISTS},
        SCHEMA_FILE: schema_text().encode("utf-8"),
    }
    for name, content in contents.items():
        target = folder / "codebooks" / name
        if not target.exists():
            write_file(target, content)
            written.append(target)
    return written
