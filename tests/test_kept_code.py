"""Kept code behaves exactly as freshly compiled code, whatever is in the cache."""

import dataclasses
import marshal
import os
import re
from array import array
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.kept_code import keep_so_far, kept_code
from pipeline.resources import cache_folder

PATTERNS = [
    "^(?P<at>[一-龥]{2,4})(?:局|委)?",
    r"(\d+)年(?P<m>\d{1,2})月",
    "(?i)gdp|[^，。]{1,8}？",
    r"[\u3400-\u9fff”》]+?(?=，)",
]
TEXT = "市教育局于2025年6月组织检查，GDP增长，是否落实？"


def results():
    re.purge()
    found = []
    for pattern in PATTERNS:
        expression = re.compile(pattern)
        found.append(
            (
                expression.flags,
                expression.groups,
                dict(expression.groupindex),
                [(m.span(), m.groupdict(), m.lastgroup) for m in expression.finditer(TEXT)],
            )
        )
    return found


def kept_file():
    return next(cache_folder().glob("code-*.bin"))


def test_first_and_second_use_equal_plain_compiling():
    plain = results()
    with kept_code():
        assert results() == plain
    size = kept_file().stat().st_size
    with kept_code():
        assert results() == plain
    assert kept_file().stat().st_size == size


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"not marshal", b"\xe9\x00\x00\x00\x00"])
def test_a_damaged_cache_is_only_slower(content):
    plain = results()
    with kept_code():
        results()
    kept_file().write_bytes(content)
    with kept_code():
        assert results() == plain


def test_code_that_is_not_code_is_refused_by_the_engine():
    plain = results()
    with kept_code():
        results()
    known = marshal.loads(kept_file().read_bytes())
    bad = {}
    for key, packed in known.items():
        flags, _, *rest = marshal.loads(packed)
        bad[key] = marshal.dumps((flags, array("I", (1, 2, 3)).tobytes(), *rest))
    kept_file().write_bytes(marshal.dumps(bad))
    with kept_code():
        assert results() == plain


def test_the_compiler_is_put_back_and_bad_patterns_still_raise():
    compiler = re._compiler if hasattr(re, "_compiler") else __import__("sre_compile")
    before = compiler.compile
    with kept_code(), pytest.raises(re.error):
        re.compile("(")
    assert compiler.compile is before


def record(**options):
    @dataclasses.dataclass(**options)
    class Record:
        number: int
        words: tuple[str, ...] = ()
        more: list[int] = dataclasses.field(default_factory=list, compare=False)

    return Record


@pytest.mark.parametrize("options", [{}, {"frozen": True, "slots": True}, {"order": True}])
def test_dataclasses_made_of_kept_code_are_the_same(options):
    def shown(made):
        one = made(3, ("二",))
        return (
            repr(one).rpartition(".")[2], one == made(3, ("二",), [1]), one == made(4),
            dataclasses.replace(one, number=4).number, dataclasses.astuple(one),
        )  # fmt: skip

    plain = shown(record(**options))
    for _ in range(2):
        with kept_code():
            made = record(**options)
        assert shown(made) == plain
    if options.get("frozen"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            made(3).number = 5
        assert hash(made(3)) == hash(made(3))


def test_special_annotations_written_as_text_are_seen():
    with kept_code():

        @dataclasses.dataclass
        class Record:
            number: "int"
            every: "ClassVar[int]" = 3
            before: "dataclasses.InitVar[int]" = 4
            _: "dataclasses.KW_ONLY"
            more: "int" = 5

    assert [item.name for item in dataclasses.fields(Record)] == ["number", "more"]
    assert Record(1, 2, more=6).more == 6
    with pytest.raises(TypeError):
        Record(1, 2, 6)


def test_code_of_a_dataclass_is_compiled_once():
    with kept_code():
        record()
    size = kept_file().stat().st_size
    with kept_code():
        record()
    assert kept_file().stat().st_size == size
    assert "exec" not in vars(dataclasses)
    assert dataclasses._is_type.__module__ == "dataclasses"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_what_a_forked_process_compiles_is_kept_too():
    keep_so_far()  # nothing to do
    re.purge()
    with kept_code():
        child = os.fork()
        if child == 0:
            re.compile("甲[乙丙]{3}丁?")
            keep_so_far()
            os._exit(0)
        os.waitpid(child, 0)
    assert any(key[0] == "甲[乙丙]{3}丁?" for key in marshal.loads(kept_file().read_bytes()))


@pytest.mark.parametrize("code", [None, b"", b"\xe9\0", marshal.dumps(("flags", (1, 2)))])
def test_what_is_not_code_is_compiled_anew(code):
    with kept_code():
        record()
    known = marshal.loads(kept_file().read_bytes())
    kept_file().write_bytes(marshal.dumps(dict.fromkeys(known, code)))
    with kept_code():
        made = record()
    assert made(1) == made(1)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("一二ab1[](){}|?*+^$\\d.,"), max_size=8).map("".join))
def test_any_pattern_compiles_alike(pattern):
    try:
        plain = [m.span() for m in re.compile(pattern).finditer("一二ab12,")]
    except (re.error, OverflowError):
        return
    for _ in range(2):
        re.purge()
        with kept_code():
            assert [m.span() for m in re.compile(pattern).finditer("一二ab12,")] == plain
