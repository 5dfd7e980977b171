"""The typefaces that a theme gives to its slots."""

from __future__ import annotations

from pipeline.word.ooxml import DRAWING, Element, W
from pipeline.word.package import Package


def theme_fonts(package: Package) -> dict[str, str]:
    """Theme font names as ``rFonts`` refers to them (``minorEastAsia`` …) → font names."""
    part = package.related(package.main_part, "theme")
    if part is None:
        return {}
    script = _script(package)
    fonts: dict[str, str] = {}
    for size in ("major", "minor"):
        for scheme in package.xml(part.target).iter(f"{DRAWING}{size}Font"):
            latin = _typeface(scheme, "latin")
            east = _typeface(scheme, "ea") or _script_font(scheme, script)
            fonts[size + "Ascii"] = fonts[size + "HAnsi"] = latin
            fonts[size + "EastAsia"] = east
            fonts[size + "Bidi"] = _typeface(scheme, "cs")
            break
    return fonts


def _typeface(scheme: Element, name: str) -> str:
    found = scheme.find(DRAWING + name)
    return found.get("typeface", "") if found is not None else ""


def _script_font(scheme: Element, script: str) -> str:
    for font in scheme.iterfind(DRAWING + "font"):
        if font.get("script") == script:
            return font.get("typeface", "")
    return ""


def _script(package: Package) -> str:
    part = package.related(package.main_part, "settings")
    language = ""
    if part is not None:
        found = package.xml(part.target).find(W + "themeFontLang")
        language = found.get(W + "eastAsia", "") if found is not None else ""
    languages = {
        "zh-TW": "Hant",
        "zh-HK": "Hant",
        "zh-MO": "Hant",
        "ja-JP": "Jpan",
        "ko-KR": "Hang",
    }
    return languages.get(language, "Hans")
