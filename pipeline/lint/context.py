"""What an evaluator or a Python check may look at: the document and what is known about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class ParagraphLike(Protocol):
    """The part of word's Paragraph that text rules need; plain text has it too."""

    @property
    def index(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def cell(self) -> Any: ...


class StoryLike(Protocol):
    """The part of word's Story that text rules need."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def paragraphs(self) -> Sequence[ParagraphLike]: ...


class DocumentLike(Protocol):
    """word's Document, or plain text made to look like one (its ``package`` is None)."""

    @property
    def package(self) -> Any: ...
    @property
    def stories(self) -> Sequence[StoryLike]: ...
    @property
    def body(self) -> StoryLike: ...


class Context:
    """One document under one rule.

    document: word's Document; ``document.package`` is None for plain text, which has no formats.
    genre, layout: given by the user, else as recognised (None when unknown).
    profile: the LayoutProfile to check against. options: the rule's ``options`` with the check's
    defaults filled in. today: the date that "past" and "future" are measured from.
    ``recognised`` and ``formats`` are made on first use and shared by all rules; ``once`` does
    the same for whatever several rules of one check want to compute only once per document.
    """

    def __init__(
        self,
        document: Any,
        *,
        genre: str | None = None,
        layout: str | None = None,
        profile: Any = None,
        options: Mapping[str, Any] | None = None,
        today: date | None = None,
        shared: Mapping[str, Any] | None = None,
    ) -> None:
        self.document = document
        self._given_genre = genre
        self._given_layout = layout
        self._given_profile = profile
        self.options: Mapping[str, Any] = options or {}
        self.today = today or date.today()
        self._shared: dict[str, Any] = dict(shared or {})

    def with_options(self, options: Mapping[str, Any]) -> Context:
        """The same document (and everything already computed about it) under other options."""
        if options == self.options:
            return self
        made = object.__new__(Context)
        vars(made).update(vars(self), options=options)
        return made

    def once(self, key: str, make: Callable[[], T]) -> T:
        """``make()`` of the first call with ``key`` on this document."""
        if key not in self._shared:
            self._shared[key] = make()
        value: T = self._shared[key]
        return value

    @property
    def recognised(self) -> Any:
        """The Recognition of the document (gongwen.recognise)."""
        return self.once("recognised", self._recognise)

    @property
    def formats(self) -> Any:
        """Effective formatting (word.formatting.Formats), or None for plain text."""
        return self.once("formats", self._read_formats)

    @property
    def profile_asked(self) -> bool:
        """Whether the user named a profile, so that formats are to be judged in any case."""
        return self._given_profile is not None

    @property
    def profile(self) -> Any:
        """The LayoutProfile (gongwen.layout) to check against."""
        return self.once("profile", self._load_profile)

    @property
    def genre(self) -> str | None:
        """The genre given by the user, else the recognised one."""
        return self._given_genre or getattr(self.recognised, "genre", None)

    @property
    def layout(self) -> str | None:
        """The layout (文件|信函|命令|纪要) given by the user, else the recognised one."""
        return self._given_layout or getattr(self.recognised, "layout", None)

    @property
    def direction(self) -> str | None:
        """Where the document goes: a key of genres.DIRECTIONS, or None when unknown."""
        return getattr(self.recognised, "direction", None)

    def paragraphs(self) -> Iterator[tuple[StoryLike, ParagraphLike]]:
        """Every paragraph of every story, in order."""
        for story in self.document.stories:
            for paragraph in story.paragraphs:
                yield story, paragraph

    def element_of(self, story: str, paragraph: int) -> str | None:
        """The value of the Element a paragraph was recognised as, or None."""
        recognised = self.recognised
        if recognised is None:
            return None
        element = recognised.element_of(story, paragraph)
        return None if element is None else str(getattr(element, "value", element))

    def _recognise(self) -> Any:
        from pipeline.gongwen.recognise import recognise

        return recognise(
            self.document,
            genre=self._given_genre,
            layout=self._given_layout,
            formats=self.formats,
        )

    def _read_formats(self) -> Any:
        if self.document.package is None:
            return None
        from pipeline.word.formatting import Formats

        return Formats(self.document)

    def _load_profile(self) -> Any:
        if self._given_profile is not None and not isinstance(self._given_profile, str):
            return self._given_profile
        from pipeline.gongwen.layout import load_layout

        return load_layout(self._given_profile) if self._given_profile else load_layout()
