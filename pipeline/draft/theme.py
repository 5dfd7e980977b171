"""The theme part. No style refers to it; Word wants one in every document, and what a clerk adds
later (shapes, charts) takes the document's plain colours and fonts from it."""

from __future__ import annotations

from pipeline.gongwen.layout import LayoutProfile
from pipeline.word.markup import DECLARATION, escape

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk2": "000000", "lt2": "FFFFFF", "accent1": "C00000", "accent2": "7F7F7F",
    "accent3": "1F4E79", "accent4": "806000", "accent5": "385723", "accent6": "3B3838",
    "hlink": "0000FF", "folHlink": "800080",
}  # fmt: skip


def theme(profile: LayoutProfile) -> str:
    """``word/theme/theme1.xml`` with the profile's title and body typefaces."""
    system = (
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    )
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    )
    fonts = "".join(
        f"<a:{kind}>"
        f'<a:latin typeface="{face}"/><a:ea typeface="{face}"/><a:cs typeface=""/></a:{kind}>'
        for kind, face in (
            ("majorFont", escape(profile.font("小标宋").name)),
            ("minorFont", escape(profile.font("仿宋").name)),
        )
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    name = escape(profile.name)
    return (
        f'{DECLARATION}<a:theme xmlns:a="{_DRAWING}" name="{name}"><a:themeElements>'
        f'<a:clrScheme name="{name}">{system}{colours}</a:clrScheme>'
        f'<a:fontScheme name="{name}">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="{name}"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
