"""Which font shows Chinese in figures, and which characters it lacks.

First the font that comes with qda (Noto Sans SC, static, OFL, from the package pylopdf-fonts-zh-cn), so that a
figure is the same on every machine; then what the system has. No font cache and no user setting is touched.

Doubt: the first face of a system collection (.ttc) may show Japanese shapes of a few characters.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from qda.errors import QdaError

_FOLDERS = (
    "/System/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
    "~/AppData/Local/Microsoft/Windows/Fonts",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
)
_FILES = (
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "msyh.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc",
    "simhei.ttf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
)


def cjk_font_path() -> Path:
    """The file of a sans-serif font that shows Chinese. Raises QdaError (no-cjk-font) if there is none."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        pass
    else:
        path = Path(sans_path())
        if path.is_file():
            return path
    found = system_cjk_fonts()
    if not found:
        raise QdaError(
            "no font that shows Chinese was found, so a figure would show boxes",
            "install one: pip install pylopdf-fonts-zh-cn",
            slug="no-cjk-font",
        )
    return found[0]


def system_cjk_fonts() -> tuple[Path, ...]:
    """The system's Chinese fonts that qda knows by file name, in the order of preference."""
    files: dict[str, Path] = {}
    for folder in _FOLDERS:
        root = Path(folder).expanduser()
        if root.is_dir():
            for path in sorted(root.rglob("*.[ot]t[fc]")):
                files.setdefault(path.name, path)
    return tuple(files[name] for name in _FILES if name in files)


def missing_characters(text: str, path: Path) -> str:
    """The characters of the text that the font lacks, each once, sorted; blanks and control characters do not count."""
    known = _characters(path)
    return "".join(sorted({c for c in text if ord(c) not in known and c.isprintable() and not c.isspace()}))


@lru_cache(maxsize=4)
def _characters(path: Path) -> frozenset[int]:
    """The code points of a font, which take a tenth of a second to read."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(str(path), fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
