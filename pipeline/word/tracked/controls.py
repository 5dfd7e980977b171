"""Content controls in a paragraph, made ones around it so that the paragraph can be parted."""

from __future__ import annotations

from lxml import etree

from pipeline.word.ooxml import PPR, SECT_PR, Element, P, W
from pipeline.word.tracked.runs import holds_text

_SDT, _CONTENT = W + "sdt", W + "sdtContent"
# Of a control with one of any other properties (a date, a list, a binding) paragraphs are no part.
_RICH = frozenset(
    ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr", "richText",
     "label", "tabIndex", "color", "appearance")
)  # fmt: skip


def lift_control(content: Element) -> Element | None:
    """Put the control of ``content``, which holds all text of its paragraph, around the paragraph.

    That is what Word does when Enter is pressed in it. Returns the paragraph; None when the
    control may hold no paragraphs, or stands among other text.
    """
    control = content.getparent()
    paragraph = control.getparent() if control is not None else None
    if content.tag != _CONTENT or control is None or paragraph is None or paragraph.tag != P:
        return None
    others = [child for child in paragraph if child is not control]
    if any(holds_text(child) for child in others) or not _is_rich(control):
        return None
    if paragraph.find(f"{PPR}/{SECT_PR}") is not None:
        return None
    for child in list(content):
        control.addprevious(child)
    paragraph.addprevious(control)
    content.append(paragraph)
    return paragraph


def _is_rich(control: Element) -> bool:
    properties = control.find(W + "sdtPr")
    named = [] if properties is None else [c for c in properties if isinstance(c.tag, str)]
    return all(etree.QName(item).localname in _RICH for item in named)
