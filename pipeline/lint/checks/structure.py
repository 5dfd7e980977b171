"""Elements that are missing, out of place or wrongly written, and the rules of 行文.

``structure.required``, ``structure.forbidden``, ``structure.order`` and ``structure.form`` take
their elements and patterns from the pack; the others know one rule each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from pipeline.errors import DataProblem
from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.date_spans import find_dates, the_date
from pipeline.gongwen.document_number import find_document_numbers
from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import genre_of_title
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, of_element, passages, recognition, whole_text
from pipeline.lint.registry import check
from pipeline.word.edit import Edit


def _elements(names: object) -> tuple[Element, ...]:
    made = []
    for name in names if isinstance(names, (list, tuple)) else [names]:
        try:
            made.append(Element(name))
        except ValueError:
            raise DataProblem(f"没有叫“{name}”的要素。") from None
    return tuple(made)


def _anchor(context: Context) -> Passage | None:
    """Where something missing in the document is reported: its title, else its first words."""
    for element in (Element.TITLE, Element.ISSUER_MARK):
        found = of_element(context, element)
        if found:
            return found[0]
    return next(iter(passages(context, every_story=False)), None)


@check(
    "structure.required",
    options={"elements": list, "with": [], "without": [], "needs": "red_head"},
)
def required(context: Context) -> Iterator[Hit]:
    """One of ``elements`` must be there, when all of ``with`` and none of ``without`` are.

    needs: red_head (there is a 版头), complete (版头 or 成文日期), official (anything official).
    """
    if not _ready(context, str(context.options["needs"])):
        return
    present = {found.element for found in recognition(context).elements}
    wanted = _elements(context.options["elements"])
    if present & set(wanted) or not set(_elements(context.options["with"])) <= present:
        return
    if present & set(_elements(context.options["without"])):
        return
    anchor = _anchor(context)
    if anchor is not None:
        yield anchor.hit(element=wanted[0].label, genre=context.genre or "")


def _ready(context: Context, needs: str) -> bool:
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
    if not set(_elements(context.options["with"])) <= present:
        return
    seen: set[Element] = set()
    for passage in of_element(context, *_elements(context.options["elements"])):
        if passage.element is not None and passage.element not in seen:
            seen.add(passage.element)
            start = passage.found.start if passage.found else 0
            yield passage.hit(start, element=passage.element.label, genre=context.genre or "")


@check("structure.order", options={"elements": list})
def order(context: Context) -> Iterator[Hit]:
    """The elements stand in this order, as far as they are there."""
    wanted = _elements(context.options["elements"])
    last: tuple[int, Element] | None = None
    for element in wanted:
        found = [p for p in of_element(context, element) if p.story == "body" and not p.annex]
        if not found:
            continue
        if last is not None and found[0].index < last[0]:
            yield found[0].hit(element=element.label, after=last[1].label)
            return
        last = (found[0].index, element)


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
    for passage in of_element(context, *_elements(context.options["element"])):
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


# 版头


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
        for number in find_document_numbers(passage.text):
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
    r"此件(?:主动)?公开(?:发布)?|公开(?:方式|属性)[：:]\s*主动公开|(?:予以|现予|向社会)公开发布"
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


# 标题


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


_SAYS_GENRE = re.compile(
    r"(?:现(?:将|就)[^。；]{0,60}?|特此|作出如下|特作如下)(?P<genre>通知|通告|公告|通报|决定|批复|函复|报告|请示)(?P<end>如下|[。：])"
)


@check("structure.genre_in_text")
def genre_in_text(context: Context) -> Iterator[Hit]:
    """A 通告 whose text says 现通知如下 or 特此通知."""
    genre = context.genre
    if genre is None:
        return
    same = {"批复": {"批复", "函复"}, "函": {"函复", "通知", "报告"}, "决定": {"决定", "通报"}}
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY or passage.annex:
            continue
        for match in _SAYS_GENRE.finditer(passage.text):
            said = match["genre"]
            fine = {genre, *same.get(genre, set())}
            if genre in ("意见", "命令", "决议", "纪要", "议案", "公报") or said in fine:
                continue
            if match["end"] != "如下" and not match.group().startswith("特此"):
                continue
            yield passage.hit(match.start("genre"), match.end("genre"), genre=genre, said=said)


@check("structure.title_breaks")
def title_breaks(context: Context) -> Iterator[Hit]:
    """A title broken inside a phrase: a line that begins with 的, 和, 、 or a closing mark."""
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
                yield passage.hit(start, start + 1, mark=line[0])


def _organ_of_title(title: str) -> str:
    match = re.match(r"(?P<organ>[\u4e00-\u9fff×（）]{3,40}?)(?:关于|印发|转发|批转)", title)
    return match["organ"] if match else ""


@check("structure.organs_agree")
def organs_agree(context: Context) -> Iterator[Hit]:
    """The organ of the title, of the mark and of the signature are one and the same."""
    signatures = [p for p in of_element(context, Element.SIGNATURE) if p.found]
    if len(signatures) != 1 or not shapes.is_organ(signatures[0].text.strip()):
        return
    signed = re.sub(r"[\s\u3000]", "", signatures[0].text)
    title = _organ_of_title(recognition(context).title)
    marks = of_element(context, Element.ISSUER_MARK)
    mark = ""
    if len(marks) == 1:
        mark = re.sub(r"[\s\u3000]|文件$|命令$|令$", "", marks[0].text.strip())
    for where, organ in (("标题", title), ("发文机关标志", mark)):
        if organ and _differ(organ, signed):
            yield signatures[0].hit(where=where, organ=organ, signed=signed)
            return


def _differ(one: str, other: str) -> bool:
    """Whether two organ names cannot be full and short form of the same organ."""
    if one in other or other in one:
        # 市局 against 市局办公室 are two organs; 办公室 itself may leave out its region
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        rest = longer.replace(shorter, "", 1)
        return longer.startswith(shorter) and rest in ("办公室", "办公厅", "党组", "党委")
    short = min(len(one), len(other))
    common = len(set(one) & set(other))
    return common < 0.6 * short or one[-2:] != other[-2:]


# 主送, 抄送


def _names(text: str) -> list[str]:
    bare = re.sub(r"（[^（）]*）", "", text.strip(" \u3000\t").rstrip("：:；;，。"))
    return [name for name in re.split(r"[、，,；;\s\u3000]+", bare) if name]


@check("structure.one_addressee")
def one_addressee(context: Context) -> Iterator[Hit]:
    """A 请示 or 报告 goes to one superior organ."""
    for passage in of_element(context, Element.ADDRESSEE):
        names = _names(passage.text)
        if len(names) > 1:
            yield passage.hit(count=len(names))


_LOWER = re.compile(
    r"各(?:县|区|市|乡|镇|街道|村|社区|下属|直属|所属|二级)|(?:下属|所属|基层)(?:单位|机构|部门)|"
    r"[\u4e00-\u9fff]{1,4}(?:乡|镇)人民政府"
)


@check("structure.copied_below")
def copied_below(context: Context) -> Iterator[Hit]:
    """An upward document is not copied to subordinates."""
    issuer = _issuer(context)
    for passage in of_element(context, Element.COPY_TO):
        for match in _LOWER.finditer(passage.text):
            if (
                issuer
                and re.search(r"[县区]", issuer)
                and match.group() in ("各县", "各区", "各市")
            ):
                continue
            yield passage.hit(match.start(), match.end())
            return


def _issuer(context: Context) -> str:
    title = _organ_of_title(recognition(context).title)
    if title:
        return title
    found = of_element(context, Element.SIGNATURE)
    return found[0].text.strip() if found else ""


_GOVERNMENT = re.compile(
    r"各(?:县|区|市|乡|镇|州|盟|旗|街道)(?:[（(][^（）()]{1,12}[）)])?(?:党委、?)?(?:人民政府|政府|党委)|"
    r"[\u4e00-\u9fff]{1,6}(?:县|区|市|乡|镇)(?:人民政府|党委)(?!办公)"
)


@check("structure.department_to_government")
def department_to_government(context: Context) -> Iterator[Hit]:
    """A department may order lower governments only with its own government's stated consent."""
    issuer = _issuer(context)
    if not re.search(r"(?:局|厅|委员会|委|部|处|中心)$", issuer) or re.search(
        r"(?:办公厅|办公室|党委|常务委员会|人民政府|国务院|市委|县委|区委|省委|指挥部|纪委)$",
        issuer,
    ):
        return
    body = "".join(p.text for p in passages(context, every_story=False) if not p.annex)
    if re.search(
        r"(?:经|报|按照|受)[^，。；]{0,14}(?:政府|国务院|党委|市委|省委|县委)[^，。；]{0,8}(?:同意|批准|授权|委托)",
        body,
    ):
        return
    for passage in of_element(context, Element.ADDRESSEE):
        match = _GOVERNMENT.search(passage.text)
        if match:
            yield passage.hit(match.start(), match.end(), issuer=issuer)


@check("structure.internal_unit")
def internal_unit(context: Context) -> Iterator[Hit]:
    """A unit inside a department (处, 科) does not issue official documents on its own."""
    issuer = _issuer(context)
    if re.search(
        r"(?:局|厅|委|部|院|公司)[\u4e00-\u9fff]{2,8}(?:处|科|股)$", issuer
    ) and not re.search(r"(?:办事处|管理处|代表处|秘书处|派出所)$", issuer):
        anchor = _anchor(context)
        if anchor is not None:
            yield anchor.hit(issuer=issuer)


@check("structure.bill_subject")
def bill_subject(context: Context) -> Iterator[Hit]:
    """A 议案 is put forward by a people's government."""
    issuer = _issuer(context)
    if issuer and shapes.is_organ(issuer) and not re.search(r"人民政府$|国务院$", issuer):
        anchor = _anchor(context)
        if anchor is not None:
            yield anchor.hit(issuer=issuer)


@check("structure.skips_level")
def skips_level(context: Context) -> Iterator[Hit]:
    """A township asks the city directly and does not copy the county between."""
    issuer = _issuer(context)
    if not re.search(r"(?:乡|镇|街道办事处)(?:人民政府)?$", issuer):
        return
    for passage in of_element(context, Element.ADDRESSEE):
        text = passage.text.strip()
        if re.search(
            r"^(?:[\u4e00-\u9fff×]{0,4}市|省)(?:人民政府|[\u4e00-\u9fff]{1,8}局)：?$", text
        ):
            copied = "".join(p.text for p in of_element(context, Element.COPY_TO))
            if not re.search(r"[县区](?:人民政府|政府|委)", copied):
                yield passage.hit()


# 请示, 报告, 附注


_ASKS = (
    "增加|拨付|设立|解决|购置|成立|调整|申请|批准|新建|扩建|改建|招聘|追加|划拨|补充|安排|核定|启动|"
    "修建|举办|召开|购买|聘用|撤销|变更|减免|出让|征收|核增|增设|增补|划转|列支|立项|授予|命名|任免|处置|"
    "调拨|租赁|采购|扩编|增拨|下达|设置|组建|表彰|举行|开展|实施|采取|建设|推进"
)
_TWO_IN_TITLE = re.compile(
    rf"关于(?:{_ASKS})[^和及并、]{{1,14}}(?:和|及|并|以及|、)(?:{_ASKS})[^的]{{1,16}}的请示"
)
_ALSO_ASKS = re.compile(
    r"(?:^|。)\s*(?:另外?|此外|同时|另请|还请)，?[^。]{0,40}?(?:请|恳请|拟请|申请)[^。]{0,30}?"
    r"(?:批准|解决|拨付|同意|审批|追加|增加|划拨|核定)[^。]{0,30}。"
)


@check("structure.one_matter")
def one_matter(context: Context) -> Iterator[Hit]:
    """A 请示 asks for one thing."""
    title = recognition(context).title
    if _TWO_IN_TITLE.search(title):
        for passage in of_element(context, Element.TITLE)[:1]:
            yield passage.hit()
        return
    for passage in passages(context, every_story=False):
        if passage.element is Element.BODY and not passage.annex:
            match = _ALSO_ASKS.search(passage.text)
            if match:
                start = match.start() + (match.group()[0] == "。")
                yield passage.hit(start, match.end())


@check("structure.contact")
def contact(context: Context) -> Iterator[Hit]:
    """A 请示 names a person to contact, with telephone, in its 附注."""
    if not _ready(context, "complete"):
        return
    notes = of_element(context, Element.NOTE)
    if any(re.search(r"联系人|电话|手机", note.text) for note in notes):
        return
    if any("联系人" in p.text for p in passages(context, every_story=False) if not p.annex):
        return
    for passage in of_element(context, Element.DATE)[:1]:
        yield passage.hit()


# 落款和版记


@check("structure.date_form")
def date_form(context: Context) -> Iterator[Hit]:
    """成文日期 and 印发日期: Arabic digits, full year, no padding, nothing behind."""
    for passage in of_element(context, Element.DATE, Element.PRINTER):
        match = _A_DATE.search(passage.text)
        if not match:
            continue
        text = match.group()
        if re.fullmatch(r"(?:19|20)\d{2}年(?:[1-9]|1\d)月(?:[1-9]|[1-3]\d)日", text):
            continue
        day = the_date(text) or _short_year(text)
        right = f"{day.year}年{day.month}月{day.day}日" if day else ""
        yield Hit(
            passage.story,
            passage.index,
            match.start(),
            match.end(),
            values={"element": "成文日期" if passage.element is Element.DATE else "印发日期"},
            suggestions=(right,) if right else (),
        )


_A_DATE = re.compile(
    r"\d{2,4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|[一二][〇○零OＯ一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月"
    r"[一二三四五六七八九十]{1,3}日|(?:19|20)\d{2}\s*[./．\-—]\s*\d{1,2}\s*[./．\-—]\s*\d{1,2}"
)


def _short_year(text: str) -> date | None:
    spans = find_dates("20" + text.strip()) if re.match(r"\s*\d{2}年", text) else []
    return spans[0].on(spans[0].year) if spans else None


@check("structure.date_tail")
def date_tail(context: Context) -> Iterator[Hit]:
    """Nothing stands behind the 成文日期."""
    for passage in of_element(context, Element.DATE):
        match = re.search(r"(?<=日)[。，.,；;]\s*$", passage.text)
        if match:
            place = match.start()
            yield Hit(
                passage.story,
                passage.index,
                place,
                place + 1,
                edits=(Edit(passage.story, passage.index, place, place + 1, ""),),
            )


@check("structure.copy_end")
def copy_end(context: Context) -> Iterator[Hit]:
    """The list of 抄送机关 ends with 。."""
    found = of_element(context, Element.COPY_TO)
    if not found:
        return
    last = found[-1]
    text = last.text.rstrip(" \t\u3000")
    if text.endswith("。"):
        return
    end = len(text)
    wrong = text[-1:] in "；;，,.、"
    start = end - 1 if wrong else end
    yield Hit(
        last.story,
        last.index,
        max(0, end - 1),
        end,
        edits=(Edit(last.story, last.index, start, end, "。"),),
    )


@check("structure.printed_word")
def printed_word(context: Context) -> Iterator[Hit]:
    """The date of the printing line is followed by 印发."""
    for passage in of_element(context, Element.PRINTER):
        match = _A_DATE.search(passage.text)
        if match and not passage.text[match.end() :].strip(" \u3000\t"):
            yield Hit(
                passage.story,
                passage.index,
                match.start(),
                match.end(),
                edits=(Edit(passage.story, passage.index, match.end(), match.end(), "印发"),),
            )


# 纪要和任务


_TASK = re.compile(
    r"(?:由|请|责成)(?P<owner>[\u4e00-\u9fff、×（）]{2,40}?)(?:会同[\u4e00-\u9fff、]{2,30})?"
    r"(?:牵头|负责|抓紧|尽快|具体负责|组织|落实)[^。；]{2,80}"
)
_WHEN = re.compile(
    r"\d{1,2}\s*[月日号年]|月底|年底|季度|周内|日内|工作日|个月|即日|当日|当天|立即|长期|持续|常态|每[年月周季]|按月|按季|"
    r"汛期|会后|[前内]完成|之前|上旬|中旬|下旬|本周|下周|本月|下月|节前|节后|同步"
)
_VAGUE = re.compile(r"近期|尽快|适时|择期|择机|尽早|及早|抓紧时间|不日|抽空|早日")
_DO = re.compile(
    r"报送|上报|反馈|提交|报我|报市|报省|报县|完成|办结|印发|出台|拿出|提出|启动|开工|召开|整改到位|函复|答复|回复"
)


@check("structure.task_time")
def task_time(context: Context) -> Iterator[Hit]:
    """A task in minutes that names its owner but no time."""
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex:
            continue
        if _WHEN.search(passage.text):
            continue
        match = _TASK.search(passage.text)
        if match:
            yield passage.hit(match.start(), match.end(), owner=match["owner"])


_OWNERLESS = re.compile(
    r"(?:^|[。；])(?:会议(?:要求|强调|议定|决定|明确)，?|要)?(?:要)?(?:抓紧|尽快|限期|限时|按期)(?:完成|办理|制定|修订|整改|出台|启动|编制|提出)[^。；]{2,60}"
)


@check("structure.task_owner")
def task_owner(context: Context) -> Iterator[Hit]:
    """A task in minutes that names nobody to do it."""
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex:
            continue
        for match in _OWNERLESS.finditer(passage.text):
            before = passage.text[: match.end()]
            if not re.search(
                r"由|请|责成|牵头|负责|各(?:部门|单位|县|区|市|级)|[局委办厅]", before
            ):
                start = match.start() + (match.group()[0] in "。；")
                yield passage.hit(start, match.end())


@check("structure.vague_time")
def vague_time(context: Context) -> Iterator[Hit]:
    """近期, 尽快, 适时 where something is asked for and no date is given."""
    if not recognition(context).official or not _VAGUE.search(whole_text(context)):
        return
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex:
            continue
        if not _VAGUE.search(passage.text):
            continue
        for match in re.finditer(r"[^。；]+[。；]?", passage.text):
            sentence = match.group()
            vague = _VAGUE.search(sentence)
            if not vague or _WHEN.search(sentence) or not _DO.search(sentence[vague.start() :]):
                continue
            if re.search(r"请|须|应|务必|要求|责成|由|各", sentence):
                at = match.start() + vague.start()
                yield passage.hit(at, at + len(vague.group()))
