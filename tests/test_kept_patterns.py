"""Kept patterns behave exactly as freshly compiled ones, whatever is in the cache."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.kept_patterns import kept_patterns
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
    return next(cache_folder().glob("patterns-*.bin"))


def test_first_and_second_use_equal_plain_compiling():
    plain = results()
    with kept_patterns():
        assert results() == plain
    size = kept_file().stat().st_size
    with kept_patterns():
        assert results() == plain
    assert kept_file().stat().st_size == size


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"not marshal", b"\xe9\x00\x00\x00\x00"])
def test_a_damaged_cache_is_only_slower(content):
    plain = results()
    with kept_patterns():
        results()
    kept_file().write_bytes(content)
    with kept_patterns():
        assert results() == plain


def test_code_that_is_not_code_is_refused_by_the_engine():
    import marshal

    plain = results()
    with kept_patterns():
        results()
    known = marshal.loads(kept_file().read_bytes())
    bad = {key: (flags, (1, 2, 3), *rest) for key, (flags, _, *rest) in known.items()}
    kept_file().write_bytes(marshal.dumps(bad))
    with kept_patterns():
        assert results() == plain


def test_the_compiler_is_put_back_and_bad_patterns_still_raise():
    compiler = re._compiler if hasattr(re, "_compiler") else __import__("sre_compile")
    before = compiler.compile
    with kept_patterns(), pytest.raises(re.error):
        re.compile("(")
    assert compiler.compile is before


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
        with kept_patterns():
            assert [m.span() for m in re.compile(pattern).finditer("一二ab12,")] == plain
