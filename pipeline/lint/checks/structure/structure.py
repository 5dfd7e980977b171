"""Elements that are missing, out of place or wrongly written.

``structure.required``, ``structure.forbidden`` and ``structure.form`` take their
elements and patterns from the pack; the others know one rule each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from pipeline.errors import DataProblem
from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.document_number import find_document_numbers
from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import genre_of_title
from pipeline.gongwen.title_lines import broken_word
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import shortens
from pipeline.lint.passages import Passage, of_element, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.edit import Edit


def elements_named(names: object) -> tuple[Element, ...]:
    """The elements that an option names; raises DataProblem for one that there is not."""
    made = []
    for name in names if isinstance(names, (list, tuple)) else [names]:
        try:
            made.append(Element(name))
        except ValueError:
            raise DataProblem(f"没有叫“{name}”的要素。") from None
    return tuple(made)


def anchor(context: Context) -> Passage | None:
    """Where something missing in the document is reported: its title, else its first words."""
    for element in (Element.TITLE, Element.ISSUER_MARK):
        found = of_element(context, element)
        if found:
            return found[0]
    return next(iter(passages(context, every_story=False)), None)


@check(
    "structure.required",
    options={
        "elements": list, "with": [], "without": [], "needs": "red_head", "personally": True
    },
)  # fmt: skip
def required(context: Context) -> Iterator[Hit]:
    """One of ``elements`` must be there, when all of ``with`` and none of ``without`` are.

    needs: red_head (there is a 版头), complete (版头 or 成文日期), official (anything official).
    personally: whether it must be there too when a person signs (市长　×××).
    """
    if not ready(context, str(context.options["needs"])):
        return
    present = {found.element for found in recognition(context).elements}
    wanted = elements_named(context.options["elements"])
    if present & set(wanted) or not set(elements_named(context.options["with"])) <= present:
        return
    if present & set(elements_named(context.options["without"])):
        return
    signatures = of_element(context, Element.SIGNATURE)
    by_person = any(shapes.PERSON_TITLE.match(p.text.strip()) for p in signatures)
    if by_person and not context.options["personally"]:
        return
    place = anchor(context)
    if place is not None:
        yield place.hit(element=wanted[0].label, genre=context.genre or "")


def ready(context: Context, needs: str) -> bool:
    known = recognition(context)
    if needs == "red_head":
        return known.red_head
    if needs == "complete":
        return known.official and (known.red_head or known.first(Element.DATE) is not None)
    return known.official


@check("structure.forbidden", options={"elements": list, "with": []})
def forbidden(context: Context) -> Iterator[Hit]:
    """None of ``elements`` may be there (when all of ``with`` are)."""
    known = recognition(context)
    if not known.official:
        return
    present = {found.element for found in known.elements}
    if not set(elements_named(context.options["with"])) <= present:
        return
    seen: set[Element] = set()
    for passage in of_element(context, *elements_named(context.options["elements"])):
        if passage.element is not None and passage.element not in seen:
            seen.add(passage.element)
            start = passage.found.start if passage.found else 0
            yield passage.hit(start, element=passage.element.label, genre=context.genre or "")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise DataProblem(f"正则“{pattern}”写得不对：{error}。") from None


@check("structure.form", options={"element": str, "pattern": str, "replace": [], "with": []})
def form(context: Context) -> Iterator[Hit]:
    """The text of an element (without outer spaces) matches a pattern as a whole.

    replace: [pattern, replacement] pairs tried in turn; a result that fits is suggested.
    """
    pattern = _compiled(str(context.options["pattern"]))
    for passage in of_element(context, *elements_named(context.options["element"])):
        found = passage.found
        start = found.start if found else 0
        end = found.end if found and found.end else len(passage.text)
        whole = passage.text[start:end]
        text = whole.strip(" \t\u3000\v\f")
        if not text or pattern.fullmatch(text):
            continue
        first = start + whole.index(text)
        fixed = _replaced(text, context.options["replace"], pattern)
        yield Hit(
            passage.story,
            passage.index,
            first,
            first + len(text),
            values={"right": fixed or ""},
            suggestions=(fixed,) if fixed else (),
        )


def _replaced(text: str, pairs: object, pattern: re.Pattern[str]) -> str | None:
    if not isinstance(pairs, (list, tuple)):
        return None
    for wrong, right in pairs:
        text = _compiled(str(wrong)).sub(str(right), text)
    return text if pattern.fullmatch(text) else None


@check("structure.number_blank")
def number_blank(context: Context) -> Iterator[Hit]:
    """A 发文字号 or 成文日期 that is still to be filled in."""
    for passage in of_element(context, Element.DOCUMENT_NUMBER):
        for number in find_document_numbers(passage.text):
            if number.year.isdigit() and not number.serial.strip():
                yield passage.hit(number.start, number.end, element="发文字号")
    for passage in of_element(context, Element.DATE, Element.PRINTER):
        match = re.search(
            r"(?:[\dXx×]{4}|[ \u3000]{2,6})年[\d ×Xx\u3000]{0,4}月[\d ×Xx\u3000]{0,4}日",
            passage.text,
        )
        if match and not re.fullmatch(r"\d{4}年\s*\d{1,2}\s*月\s*\d{1,2}\s*日", match.group()):
            label = passage.element.label if passage.element else ""
            yield passage.hit(match.start(), match.end(), element=label)


@check("structure.one_number")
def one_number(context: Context) -> Iterator[Hit]:
    """Joint documents carry only the lead organ's number."""
    count = 0
    for passage in of_element(context, Element.DOCUMENT_NUMBER):
        numbers = find_document_numbers(passage.text)
        count += not numbers  # 〔2026〕12号 of minutes, 第5号 of an order
        for number in numbers:
            count += 1
            if count > 1:
                yield passage.hit(number.start, number.end)


@check("structure.classification", options={"years": {"绝密": 30, "机密": 20, "秘密": 10}})
def classification(context: Context) -> Iterator[Hit]:
    """密级 is 绝密, 机密 or 秘密, its period in Arabic digits and within the legal maximum."""
    years = context.options["years"]
    for passage in of_element(context, Element.CLASSIFICATION):
        text = re.sub(r"[\s\u3000]|^密级[：:]", "", passage.text)
        match = re.fullmatch(r"(绝密|机密|秘密)(?:★(?:(\d{1,2})(年|个月)|长期))?", text)
        if not match:
            yield passage.hit(problem="应写成“机密★5年”的样子，密级只有绝密、机密、秘密三种")
        elif match[2] and match[3] == "年" and int(match[2]) > years[match[1]]:
            yield passage.hit(problem=f"{match[1]}级的保密期限不超过{years[match[1]]}年")


_PUBLIC = re.compile(
    r"此件(?:主动)?公开(?:发布)?|[本此](?:件|文|通知|通报|公告|意见|办法|决定|报告|方案)[^，。；不]{0,4}(?:公开|向社会公布)|公开(?:方式|属性)[：:]\s*主动公开|(?:予以|现予|向社会)公开发布"
)


@check("structure.secret_and_public")
def secret_and_public(context: Context) -> Iterator[Hit]:
    """A classified document that says it may be published."""
    if not of_element(context, Element.CLASSIFICATION):
        return
    for passage in passages(context):
        match = _PUBLIC.search(passage.text)
        if match:
            yield passage.hit(match.start(), match.end())


@check("structure.title_genre")
def title_genre(context: Context) -> Iterator[Hit]:
    """A title 关于…… must end with one of the 15 文种."""
    known = recognition(context)
    titles = of_element(context, Element.TITLE)
    if not titles or not known.red_head or "关于" not in known.title:
        return
    bare = re.sub(r"[。，；]$", "", known.title)
    if genre_of_title(bare) is None:
        yield titles[-1].hit()


@check("structure.letter_mark")
def letter_mark(context: Context) -> Iterator[Hit]:
    """The mark of a letter is the organ's name alone."""
    marks = of_element(context, Element.ISSUER_MARK)
    text = marks[-1].text.rstrip(" \t\u3000\v\ufffc") if marks else ""
    if context.layout == "信函" and re.search(r"文\s*件$", text):
        start = text.rindex("文")
        edit = Edit(marks[-1].story, marks[-1].index, start, len(text), "")
        yield replace(marks[-1].hit(start, len(text)), edits=(edit,))


@check("structure.mark_genre")
def mark_genre(context: Context) -> Iterator[Hit]:
    """A title under the mark of minutes ends with 纪要."""
    known = recognition(context)
    titles = of_element(context, Element.TITLE)
    named = genre_of_title(known.title) if context.layout == "纪要" and titles else None
    if named is None or named.name == "纪要" or not known.red_head:
        return
    name = next((name for name in named.names if known.title.endswith(name)), named.name)
    start = max(titles[-1].text.rfind(name), 0)
    yield titles[-1].hit(start, start + len(name), said=name)


_LINKED_GENRE = re.compile(
    r"(?P<of>的)?(?:紧急|补充)?(?P<genre>通知|通报|请示|报告|批复|复函|函|意见|决定|决议|公告|通告)[。，；]?$"
)
# titles that name what they do without 关于: 印发……的通知, 给……的批复, ……任免的通知
_NO_ABOUT = re.compile(r"印发|转发|批转|颁发|发布|公布|任免|任命|[给致对就]|^\S{0,12}$")


@check("structure.title_form", options={"lacks": "的"})
def title_form(context: Context) -> Iterator[Hit]:
    """A title (over all its lines) without 的 before its genre, or without 关于.

    Option ``lacks``: 的 or 关于.
    """
    title = recognition(context).title
    match = _LINKED_GENRE.search(title)
    titles = of_element(context, Element.TITLE)
    if match is None or not titles:
        return
    last = titles[-1]
    at = last.text.rfind(match["genre"])
    if at < 0:
        return
    about = title.find("关于")
    if context.options["lacks"] == "的":
        between = title[about + 2 : match.start()]
        if about >= 0 and not match["of"] and len(between) >= 2 and "的" not in between[-8:]:
            yield last.hit(at, at + len(match["genre"]), genre=match["genre"])
    elif about < 0 and match["of"] and not _NO_ABOUT.search(title[: match.start()]):
        yield last.hit(at, at + len(match["genre"]), genre=match["genre"])


_SAYS_GENRE = re.compile(
    r"(?:[现兹](?:将|就)?[^。；]{0,60}?|特此?|作出如下|特作如下)"
    r"(?P<genre>通知|通告|公告|通报|决定|批复|函复|函[商告询达]|报告|请示)(?P<end>如下|[。：，]|$)"
)
_LETTER = frozenset({"函复", "函商", "函告", "函询", "函达"})
_ACTS = frozenset({"决定", "报告", *_LETTER})
# what the text of a genre may call itself beside its own name
_ALSO_SAYS = {
    "批复": {"批复", "函复"}, "函": {"通知", "报告", *_LETTER}, "决定": {"决定", "通报"},
    "通知": {"函告"}, "意见": _ACTS, "命令": _ACTS, "决议": _ACTS, "纪要": _ACTS,
    "议案": {"请示", *_ACTS}, "公报": {"公告", "通告", *_ACTS},
}  # fmt: skip


@check("structure.genre_in_text")
def genre_in_text(context: Context) -> Iterator[Hit]:
    """A 通告 whose text says 现通知如下 or 特此通知."""
    genre = context.genre
    if genre is None:
        return
    fine = {genre, *_ALSO_SAYS.get(genre, ())}
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY or passage.annex:
            continue
        if shapes.PAPER_TITLE.match(passage.text.strip()):
            return  # a file of several papers: what follows belongs to the next
        said_so = "如下" in passage.text or "特此" in passage.text
        for match in _SAYS_GENRE.finditer(passage.text) if said_so else ():
            said = match["genre"]
            if said in fine:
                continue
            if match["end"] != "如下" and not match.group().startswith("特此"):
                continue
            if genre == "请示" and said == "报告" and match["end"] == "如下":
                continue  # the facts are reported before the request is made
            yield passage.hit(match.start("genre"), match.end("genre"), genre=genre, said=said)


@check("structure.title_breaks")
def title_breaks(context: Context) -> Iterator[Hit]:
    """A title broken inside a phrase or a word: a line that begins with 的, 、 or a closing mark,
    or with the rest of a word; with 和, which many leave there, it is only advised against."""
    for element in (Element.TITLE, Element.ATTACHMENT_TITLE):
        lines: list[tuple[Passage, int, str]] = []
        for passage in of_element(context, element):
            offset = 0
            for line in passage.text.split("\v"):
                lines.append((passage, offset + len(line) - len(line.lstrip()), line.strip()))
                offset += len(line) + 1
        for place, (passage, start, line) in enumerate(lines):
            if place and re.match(r"[的和与及、，等》”）]", line):
                if line[0] == "等" and line.startswith("等级"):
                    continue
                hit = passage.hit(start, start + 1, problem=f"“{line[0]}”不放在行首")
                yield replace(hit, severity="advice") if line[0] in "和与及" else hit
            elif place and (word := broken_word(lines[place - 1][2], line)):
                yield passage.hit(start, start + 1, problem=f"“{word}”不拆到两行")


def organ_of_title(title: str) -> str:
    match = re.match(r"(?P<organ>[\u4e00-\u9fff×（）]{3,40}?)(?:关于|印发|转发|批转)", title)
    return match["organ"] if match else ""


@check("structure.organs_agree")
def organs_agree(context: Context) -> Iterator[Hit]:
    """The organ of the title, of the mark and of the signature are one and the same."""
    signatures = [p for p in of_element(context, Element.SIGNATURE) if p.found]
    if len(signatures) != 1 or not shapes.is_organ(signatures[0].text.strip()):
        return
    if shapes.PERSON_TITLE.match(signatures[0].text.strip()):
        return  # 局长　李建行 is no bank
    signed = re.sub(r"[\s\u3000]", "", signatures[0].text)
    title = organ_of_title(recognition(context).title)
    marks = of_element(context, Element.ISSUER_MARK)
    mark = ""
    if len(marks) == 1:
        mark = re.sub(r"[\s\u3000]|文件$|命令$|令$", "", marks[0].text.strip())
    for where, organ in (("标题", title), ("发文机关标志", mark)):
        if organ and _differ(organ, signed):
            yield signatures[0].hit(where=where, organ=organ, signed=signed)
            return


# bodies that have one name and no short form of it to sign with
_ITSELF = re.compile("(?:医院|学校|中学|小学|幼儿园|法院|检察院|图书馆|博物馆|敬老院|福利院)$")


_PART_OF_IT = re.compile(r"[\u4e00-\u9fff]{0,6}(?:办公室|办公厅|处|科|股)|党组|党委")


def _differ(one: str, other: str) -> bool:
    """Whether two organ names cannot be full and short form of the same organ."""
    if len(one) == len(other):
        return one != other  # a short form is shorter
    if one[:2] == other[:2] and (end := _ITSELF.search(one)) and other.endswith(end.group()):
        return True  # 县人民医院 is no 县医院
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if shorter in longer:
        # 市局 against 市局办公室 are two organs; 办公室 itself may leave out its region
        rest = longer.replace(shorter, "", 1)
        return longer.startswith(shorter) and _PART_OF_IT.fullmatch(rest) is not None
    return one[-2:] != other[-2:] or not _shortens(shorter, longer)


def _shortens(shorter: str, longer: str) -> bool:
    """Whether a name leaves out characters of another and has none of its own; 和 may stand in
    either: 住房和城乡建设局 is 住房城乡建设局, but 文化和旅游局 is no 文化广电旅游局."""
    for match in _JOINED.finditer(shorter):
        if match.group() + match[2] not in longer and match[1] + match[2] not in longer:
            return False
    return shortens(shorter.replace("和", ""), longer.replace("和", ""))


_JOINED = re.compile(r"(.)和(?=(.))")


_KINDS = (
    "意见|办法|规定|实施细则|细则|规则|方案|通知|条例|制度|规程|计划|决定|通告|公告|章程|准则|规划|"
    "预案|标准|指南"
)
_SELF = re.compile(
    rf"本(?P<kind>{_KINDS})(?=自[^，。；]{{0,24}}起?(?:施行|实施|执行|生效|印发)|由[^，。；]{{2,30}}(?:负责)?解释|"
    r"(?:的)?有效期|所称|适用于|。$|第[一二三四五六七八九十百\d]{1,4}条)"
)


@check("structure.self_name")
def self_name(context: Context) -> Iterator[Hit]:
    """本办法自……起施行 in a document that is called 意见 and has no 办法 with it."""
    known = recognition(context)
    if not known.official or not known.title:
        return
    texts = passages(context, every_story=False)
    # whatever a short line, a name in 《》 or the title ends with may be what 本 means
    lines = [p.text.strip() for p in texts if len(p.text) < 80 and p.text[-1] != "。"]
    names = [re.sub(r"[（(][^（）()]*[）)]$", "", line) for line in (known.title, *lines)]
    ended = {name[-2:] for name in names if len(name) < 60 and not name.endswith("。")}
    for place, passage in enumerate(texts):
        for match in _SELF.finditer(passage.text) if "本" in passage.text else ():
            kind = match["kind"][-2:]
            quoted = any(f"{kind}》" in p.text for p in texts[max(0, place - 1) : place + 1])
            if kind not in ended and not quoted and kind not in known.title:
                yield passage.hit(
                    match.start(), match.start("kind") + len(match["kind"]), title=known.title[-2:]
                )
