"""Two files compared: which stories belong together, comments, sections, moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.word.anchors import anchors, takes
from pipeline.word.comments import Comment, read_comments
from pipeline.word.compare.content import mark_fragment
from pipeline.word.compare.context import Files
from pipeline.word.compare.found import Comparison, Found, FoundComment
from pipeline.word.compare.holders import differing_holders
from pipeline.word.compare.margins import margin_pairs
from pipeline.word.compare.story import StoryComparer
from pipeline.word.document import Document, read_document
from pipeline.word.edit import Fragment
from pipeline.word.margins import is_new_margin
from pipeline.word.marks import ALL_MARKS, text_parts
from pipeline.word.ooxml import AUTHOR, DATE, R_, Element
from pipeline.word.package import Package
from pipeline.word.resolve import resolve
from pipeline.word.stories import HOSTED, Paragraph, Story, child_text

_ROUNDING = 20  # twips: 1 pt; programs that count in 1/100 mm shift margins by less


class FileComparer:
    """One comparison of two files."""

    def __init__(self, base: Document, other: Package, formatting: bool) -> None:
        package = _without_known_changes(base.package, other)
        self.base = base
        self.other = read_document(package, view="all")
        self.files = Files(base, self.other, formatting)
        self.found: list[Found] = []
        self.restyled: list[Found] = []

    def run(self) -> Comparison:
        done: set[str] = set()
        self._story(self.base.body, self.other.body, done)
        similarity = self.files.matched / self.files.total if self.files.total else 1.0
        for left, right in margin_pairs(self.files):
            self._story(left, right, done)
        pairs = 0
        while pairs < len(self.files.note_pairs):
            one, two = self.files.note_pairs[pairs]
            pairs += 1
            if self.base.has_story(one) and self.other.has_story(two) and one not in done:
                self._story(self.base.story(one), self.other.story(two), done)
        self._boxes(done)
        self._keep_formatting()
        self._sections()
        comments = tuple(self._comments())
        order = {story.name: n for n, story in enumerate(self.base.stories)}
        found = sorted(
            _moves(self.found),
            key=lambda f: (order.get(f.edit.story, len(order)), f.edit.paragraph, f.edit.start),
        )
        found = _there(self.base, found)
        self.files.notices += differing_holders(self.base, self.other, found)
        notices, lost = (
            tuple(dict.fromkeys(said)) for said in (self.files.notices, self.files.lost)
        )
        return Comparison(tuple(found), comments, notices, similarity, lost)

    # Which stories belong together ------------------------------------------------------------

    def _boxes(self, done: set[str]) -> None:
        left = {story.container: story for story in self.base.stories if story.kind == "textbox"}
        right = {story.container: story for story in self.other.stories if story.kind == "textbox"}
        count = 0
        while count < len(self.files.box_pairs):
            one, two = self.files.box_pairs[count]
            count += 1
            if one in left and two in right and left[one].name not in done:
                self._story(left[one], right[two], done)

    def _sections(self) -> None:
        names = {
            "page_width": "纸张宽度", "page_height": "纸张高度", "top": "上边距",
            "bottom": "下边距", "left": "左边距", "right": "右边距", "landscape": "纸张方向",
        }  # fmt: skip
        if len(self.base.sections) != len(self.other.sections):
            self.files.notices.append("分节数与原稿不同，页面设置未合并。")
            return
        for left, right in zip(self.base.sections, self.other.sections, strict=True):
            changed = [
                label
                for name, label in names.items()
                if _differ(getattr(left, name), getattr(right, name))
            ]
            if changed:
                self.files.notices.append(f"改了页面设置（{'、'.join(changed)}），未合并。")

    # One story --------------------------------------------------------------------------------

    def _story(self, left: Story, right: Story, done: set[str]) -> None:
        done.add(left.name)
        comparer = StoryComparer(self.files, left, right)
        found = comparer.run()
        if is_new_margin(left.name) and found:
            found[-1] = _with_mark(found[-1], left.paragraphs[0], self.files.package)
        self.found += found
        self.restyled += comparer.sides.formats

    def _keep_formatting(self) -> None:
        """Format edits count unless nearly everything differs: then a program rewrote the file."""
        silent = [f for f in self.restyled if f.silent]
        if len(silent) > 20 and len(silent) * 2 > self.files.runs_seen:
            self.files.notices.append(
                "几乎全文的格式都与原稿不同（多为换用其他软件另存所致），格式差异未逐条列出。"
            )
            self.restyled = [f for f in self.restyled if not f.silent]
        self.found += self.restyled

    # Comments ---------------------------------------------------------------------------------

    def _comments(self) -> Iterator[FoundComment]:
        known: Counter[tuple[str, str, str]] = Counter()
        own: dict[tuple[str, str, str], str] = {}
        for comment in read_comments(self.base):
            known[_comment_key(comment)] += 1
            own.setdefault(_comment_key(comment), comment.id)
        all_comments = read_comments(self.other)
        by_id = {comment.id: comment for comment in all_comments}
        kept: set[str] = set()
        for comment in all_comments:
            key = _comment_key(comment)
            if known[key] > 0:
                known[key] -= 1
                kept.add(comment.id)
                continue
            place = self._base_place(comment)
            parent, in_base = comment.parent, False
            if parent in by_id and parent in kept:
                parent, in_base = own[_comment_key(by_id[parent])], True
            yield FoundComment(comment, *place, parent=parent, parent_in_base=in_base)
        gone = sum(known.values())
        if gone:
            self.files.notices.append(f"原稿的 {gone} 条批注在来文里被删除了，合并稿仍保留。")

    def _base_place(self, comment: Comment) -> tuple[str, int, int, int, int]:
        start = self._mapped(comment.story, comment.paragraph, comment.start, ends=False)
        end = self._mapped(comment.story, comment.end_paragraph, comment.end, ends=True)
        if start is None and end is None:
            return ("body", 0, 0, 0, 0)
        start = start or end
        end = end or start
        assert start is not None and end is not None
        if end[0] != start[0] or end[1:] < start[1:]:
            end = start
        return (start[0], start[1], start[2], end[1], end[2])

    def _mapped(
        self, story: str, paragraph: int, offset: int, *, ends: bool
    ) -> tuple[str, int, int] | None:
        """A position of the other file (all view) in the base."""
        entries = self.files.maps.get((story, paragraph))
        if not entries:
            return None
        best = None
        for start, end, name, flat in entries:
            if start <= offset <= end and (best is None or (ends and start < offset)):
                best = (name, flat + (offset - start))
                if offset < end or (ends and start < offset):
                    break
        if best is None:
            start, end, name, flat = entries[-1]
            best = (name, flat + (end - start))
        name, flat = best
        lines = self.base.story(name).paragraphs
        for line in lines:
            if flat <= len(line.text):
                return name, line.index, flat
            flat -= len(line.text) + 1
        return name, lines[-1].index, len(lines[-1].text)


def _there(base: Document, found: list[Found]) -> list[Found]:
    """The changes without those in notes and text boxes that go with the text around them."""
    if not any(base.has_story(f.edit.story) and base.story(f.edit.story).kind in HOSTED
               for f in found):  # fmt: skip
        return found
    hung = anchors(base)
    gone = {
        name for name, anchor in hung.items() if any(takes(base, f.edit, anchor) for f in found)
    }
    while more := {n for n, anchor in hung.items() if anchor.story in gone} - gone:
        gone |= more
    return [f for f in found if f.edit.story not in gone]


def _differ(one: int | None, two: int | None) -> bool:
    """Whether two lengths in twips (or switches) differ by more than programs round."""
    if one is None or two is None or isinstance(one, bool):
        return one != two
    return abs(one - two) > _ROUNDING


def _comment_key(comment: Comment) -> tuple[str, str, str]:
    return comment.author, comment.date[:16], comment.text


def _with_mark(found: Found, paragraph: Paragraph, origin: Package) -> Found:
    """The last edit of a new header with the look of the paragraph it is made with."""
    mark = replace(mark_fragment(paragraph), text="", origin=origin)
    edit = found.edit
    return replace(found, edit=replace(edit, fragments=(*edit.fragments, mark)))


def _without_known_changes(base: Package, other: Package) -> Package:
    """The other file with the changes that were pending in the base already accepted."""
    known: dict[tuple[str, str, str], str] = {}
    for part in text_parts(base):
        for item in base.xml(part).iter(*ALL_MARKS):
            key = (item.tag, item.get(AUTHOR, ""), item.get(DATE, "")[:16])
            known[key] = known.get(key, "") + _mark_text(item)
    if not known:
        return other

    def pending(item: Element) -> bool:
        key = (item.tag, item.get(AUTHOR, ""), item.get(DATE, "")[:16])
        return key in known and _mark_text(item) in known[key]

    result = other.copy()
    resolve(result, accept=True, select=pending)
    return result


def _mark_text(item: Element) -> str:
    return "".join(child_text(child) for run in item.iter(R_) for child in run)


def _moves(found: list[Found]) -> list[Found]:
    """Give a deleted and an inserted paragraph with the same long text one move id."""
    gone = Counter(item.old.strip("\n") for item in found if item.kind == "delete")
    found = [part for item in found for part in _by_paragraph(item, gone)]
    places: dict[str, tuple[list[int], list[int]]] = {}
    for number, item in enumerate(found):
        old, new = item.old.strip("\n"), item.new.strip("\n")
        if item.kind == "delete" and "\n" in item.old and len(old) >= 4:
            places.setdefault(old, ([], []))[0].append(number)
        elif item.kind == "insert" and "\n" in item.new and len(new) >= 4:
            places.setdefault(new, ([], []))[1].append(number)
    result = list(found)
    pairs = [(went[0], came[0]) for went, came in places.values() if len(went) == len(came) == 1]
    for count, pair in enumerate(pairs, 1):
        for place in pair:
            item = result[place]
            result[place] = replace(item, edit=replace(item.edit, move=f"m{count}"))
    return result


def _by_paragraph(found: Found, gone: Counter[str]) -> list[Found]:
    """Several new paragraphs as one edit each, when all of them were taken away elsewhere."""
    edit = found.edit
    lines = found.new.split("\n")
    several = found.kind == "insert" and edit.start == 0 and len(lines) > 2 and not lines[-1]
    if not several or any(gone[line] != 1 for line in lines[:-1]):
        return [found]
    parts: list[Found] = []
    own: list[Fragment] = []
    for fragment in edit.fragments:
        own.append(fragment)
        if fragment.is_mark:
            text = "".join(f.text for f in own)
            parts.append(replace(found, new=text, edit=replace(edit, new=text, fragments=(*own,))))
            own = []
    return parts if not own else [found]
