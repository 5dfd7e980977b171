"""Paragraphs that belong together: their words matched, and all that differs written down."""

from __future__ import annotations

from pipeline.word.compare.content import Content
from pipeline.word.compare.context import Op, Sides
from pipeline.word.compare.lines import Line, Mark, Piece, original_spans
from pipeline.word.compare.looks import Looks
from pipeline.word.compare.words import Token, match_token, paragraph_tokens
from pipeline.word.stories import OBJECT, Paragraph
from pipeline.word.word_diff import holds_dates, opcodes, snapped


class Paragraphs:
    """Compares base paragraphs with the other file's lines; notes changes in ``sides``."""

    def __init__(self, sides: Sides, content: Content) -> None:
        self.sides = sides
        self.files = sides.files
        self.content = content
        self.looks = Looks(sides)

    def pair(self, first: int, last: int, lines: list[int], same: bool) -> None:
        """Compare base paragraphs first…last with the other file's lines."""
        chosen = [self.sides.lines[i] for i in lines]
        simple = same and first == last and len(chosen) == 1
        if simple and not chosen[0].marked and not chosen[0].fields:
            self._unchanged(self.sides.base[first], chosen[0])
            return
        base_tokens = self._base_tokens(first, last)
        other_tokens, stream = self._other_tokens(chosen)
        codes = opcodes([t.key for t in base_tokens], [t.key for t in other_tokens])
        codes = self._snap(base_tokens, other_tokens, codes, first, last, chosen)
        target: dict[int, tuple[int, int]] = {}
        for equal, i1, i2, j1, _ in codes:
            for k in range(i2 - i1 if equal else 0):
                one, two = base_tokens[i1 + k], other_tokens[j1 + k]
                if one.end - one.start == two.end - two.start == 1:
                    target[two.start] = (one.start, 1)
                else:
                    match_token(one, two, target)
                if one.extra is not None:
                    self._hang(one, two)
        self.content.keep_holders(chosen, target)
        self._walk(
            self.sides.starts[first], self.sides.starts[last + 1] - 1, chosen, stream, target
        )
        if first == last and len(chosen) == 1:
            self.looks.changed_text(self.sides.base[first], chosen[0], stream, target)

    def _snap(
        self,
        base_tokens: list[Token],
        other_tokens: list[Token],
        codes: list[tuple[bool, int, int, int, int]],
        first: int,
        last: int,
        chosen: list[Line],
    ) -> list[tuple[bool, int, int, int, int]]:
        """Let dates and amounts change whole; works on characters and comes back to tokens."""
        begin = self.sides.starts[first]
        left = self.sides.flat[begin : self.sides.starts[last + 1] - 1]
        right = "\n".join(line.text for line in chosen)
        if len(codes) < 2 or not (holds_dates(left) and holds_dates(right)):
            return codes
        if any(t.end - t.start != 1 and not isinstance(t.key, str)
               for t in (*base_tokens, *other_tokens)):  # fmt: skip
            return codes
        ends_left = [t.start - begin for t in base_tokens] + [len(left)]
        ends_right = [t.start for t in other_tokens] + [len(right)]
        plain = [
            (equal, ends_left[i1], ends_left[i2], ends_right[j1], ends_right[j2])
            for equal, i1, i2, j1, j2 in codes
        ]
        where_left = {offset: n for n, offset in enumerate(ends_left)}
        where_right = {offset: n for n, offset in enumerate(ends_right)}
        wide = snapped(left, right, plain)
        try:
            return [
                (equal, where_left[a], where_left[b], where_right[c], where_right[d])
                for equal, a, b, c, d in wide
            ]
        except KeyError:
            return codes

    def _unchanged(self, paragraph: Paragraph, line: Line) -> None:
        """The same text on both sides: only places, objects and formatting are noted."""
        flat = self.sides.starts[paragraph.index]
        other = line.last.paragraph
        length = len(paragraph.text)
        self.files.maps[(self.sides.right.name, other.index)] = [
            (0, length, self.sides.left.name, flat)
        ]
        if OBJECT in paragraph.text:
            ours = paragraph_tokens(
                paragraph.text, paragraph.spans, self.files.base.package, self.sides.left.part
            )
            theirs = paragraph_tokens(
                other.text, other.spans, self.files.package, self.sides.right.part
            )
            if [t.key for t in ours] != [t.key for t in theirs]:
                self._changed_objects(paragraph, line, ours, theirs)
            for one, two in zip(ours, theirs, strict=False):
                self._hang(one, two)
        if self.files.formatting:
            self.looks.same_text(paragraph, other)

    def _changed_objects(
        self, paragraph: Paragraph, line: Line, ours: list[Token], theirs: list[Token]
    ) -> None:
        """An object in unchanged text is another one now (a picture was replaced)."""
        flat = self.sides.starts[paragraph.index]
        pieces = [part for part in line.parts if isinstance(part, Piece)]
        for one, two in zip(ours, theirs, strict=False):
            if one.key == two.key:
                continue
            for piece in pieces:
                if piece.start <= two.start < piece.start + len(piece.text):
                    local = two.start - piece.start
                    fragments = self.content.fragments(piece, local, local + 1, None)
                    self.sides.ops.append(Op(flat + one.start, flat + one.end, fragments, True))

    def _base_tokens(self, first: int, last: int) -> list[Token]:
        found: list[Token] = []
        for index in range(first, last + 1):
            if index > first:
                end = self.sides.starts[index] - 1
                found.append(Token("\n", end, end + 1))
            paragraph = self.sides.base[index]
            own = paragraph_tokens(
                paragraph.text, paragraph.spans, self.files.base.package, self.sides.left.part
            )
            for token in own:
                token.start += self.sides.starts[index]
                token.end += self.sides.starts[index]
            found += own
        return found

    def _other_tokens(
        self, lines: list[Line]
    ) -> tuple[list[Token], list[tuple[Piece | Mark, int]]]:
        """Tokens of the lines' original text, and every part with its offset in that text."""
        found: list[Token] = []
        stream: list[tuple[Piece | Mark, int]] = []
        offset = 0
        for number, line in enumerate(lines):
            spans, places = original_spans(line)
            own = paragraph_tokens(line.text, spans, self.files.package, self.sides.right.part)
            for token in own:
                token.start += offset
                token.end += offset
            found += own
            stream += [(part, place + offset) for part, place in places]
            offset += len(line.text)
            if number + 1 < len(lines):
                found.append(Token("\n", offset, offset + 1))
                offset += 1
        return found, stream

    def _hang(self, one: Token, two: Token) -> None:
        """Remember notes and text boxes that belong together."""
        if one.extra is None or two.extra is None:
            return
        if isinstance(one.extra, str) and isinstance(two.extra, str):
            self.files.note_pairs.append((one.extra, two.extra))
        elif isinstance(one.extra, list) and isinstance(two.extra, list):
            self.files.box_pairs += zip(one.extra, two.extra, strict=False)

    def _walk(
        self,
        low: int,
        high: int,
        lines: list[Line],
        stream: list[tuple[Piece | Mark, int]],
        target: dict[int, tuple[int, int]],
    ) -> None:
        """Go through all the other side has, original and tracked, and write down what differs."""
        at = low
        final = lines[-1].last
        for part, offset in stream:
            if part is final:
                break
            self.sides.map(part, at)
            if isinstance(part, Piece):
                at = self._walk_piece(part, offset, at, target)
            else:
                at = self._walk_mark(part, offset, at, target)
        if at < high:
            self.sides.ops.append(Op(at, high, [], True))
        self.sides.map(final, high)
        if final.status == "-":
            index = self.sides.index(high)
            if self.sides.joins(index) or self.sides.before_table(index):
                self.sides.ops.append(Op(high, high + 1, [], False, final.author, final.date))

    def _walk_piece(
        self, part: Piece, offset: int, at: int, target: dict[int, tuple[int, int]]
    ) -> int:
        span = part.span
        if part.status == "+":
            fragments = self.content.fragments(part, 0, len(part.text), at)
            self.sides.ops.append(Op(at, at, fragments, False, span.author, span.date, span.run))
            return at
        if part.status != "=" and part.status != "-":
            return at
        entries = self.files.maps.setdefault((self.sides.right.name, part.paragraph.index), [])
        position, size = 0, len(part.text)
        while position < size:
            goal = target.get(offset + position)
            run = position
            if goal is None:
                while run < size and target.get(offset + run) is None:
                    run += 1
                if part.status == "=":
                    fragments = self.content.fragments(part, position, run, at)
                    self.sides.ops.append(Op(at, at, fragments, True))
                position = run
                continue
            start, width = goal
            end = start + width
            run += 1
            while run < size and target.get(offset + run) == (end, 1):
                end += 1
                run += 1
            if start > at:
                self.sides.ops.append(Op(at, start, [], True))
            if part.status == "-" and end > start:
                self.sides.ops.append(Op(start, end, [], False, span.author, span.date))
            entries.append((part.start + position, part.start + run, self.sides.left.name, start))
            at = max(at, end)
            position = run
        return at

    def _walk_mark(
        self, part: Mark, offset: int, at: int, target: dict[int, tuple[int, int]]
    ) -> int:
        if part.status == "+":
            fragment = self.content.mark(part.paragraph)
            self.sides.ops.append(Op(at, at, [fragment], False, part.author, part.date))
            return at
        if part.status == "x":
            return at
        goal = target.get(offset)
        if goal is None:
            if part.status == "=":
                self.sides.ops.append(Op(at, at, [self.content.mark(part.paragraph)], True))
            return at
        start = goal[0]
        if start > at:
            self.sides.ops.append(Op(at, start, [], True))
        if part.status == "-":
            self.sides.ops.append(Op(start, start + 1, [], False, part.author, part.date))
        return start + 1
