"""What decides that a pattern need not be searched never hides a match."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lint.grams import head_of
from pipeline.lint.patterns import compiled, gates
from pipeline.lint.rules import load_rules
from pipeline.lint.wording import JoinedText, Place

PATTERNS = sorted({pattern for _, pattern, _ in load_rules().patterns})


def passes(pattern, text):
    return all(any(one in text for one in gate) for gate in gates(pattern))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?P<at>。{3,6}|\.{3,6})", (("...", "。。。"),)),
        ("(?:会|会议|议)(?P<at>。)", (("会。", "会议。", "议。"),)),
        ("省(?P<at>省)委", (("省省委",),)),
        ("(?:反应|反映)(?:情况)?[了的]", (("反应", "反映"),)),
        (r"\p{Han}{2}各(?:单)?位", (("各",), ("位",))),
        ("[^，]{2}(?:甲|)", ()),
        ("[0-9]+年", (("年",),)),
    ],
)
def test_gates_are_what_every_match_holds(pattern, expected):
    found = gates(pattern)
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_gate_hides_a_match_of_a_rule(data):
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(compiled(pattern)))
    match = compiled(pattern).search(text)
    assert match is not None
    assert passes(pattern, match.group()), pattern


part = st.recursive(
    st.text("年月的报告.1", min_size=1, max_size=3).map(lambda t: t.replace(".", r"\.")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{1,2}", "{0,3}"])).map(
            lambda pair: f"(?P<at>{pair[0]}){pair[1]}" if "P<" not in pair[0] else pair[0]
        ),
        st.sampled_from(["[年月]", "[^年]", "[一-三]", "的{2,4}", r"\d"]),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_gate_hides_a_match_of_any_pattern(data):
    pattern = data.draw(part.filter(lambda text: text.count("P<at>") <= 1))
    text = data.draw(st.from_regex(compiled(pattern), fullmatch=True))
    match = compiled(pattern).search(text)
    assert match is not None
    assert passes(pattern, match.group()), pattern


some_text = st.text("甲乙丙丁。1", max_size=12)
some_gates = st.lists(
    st.lists(st.text("甲乙丙丁。1戊", min_size=1, max_size=3), min_size=1, max_size=3), max_size=3
)


@settings(deadline=None)
@given(st.lists(some_text, max_size=6), st.lists(some_gates, max_size=4))
def test_the_places_let_through_are_those_that_hold_a_text_of_each_gate(texts, asked):
    places = [Place("body", "body", SimpleNamespace(text=text)) for text in texts]
    with_heads = [[[(head_of(text), text) for text in gate] for gate in one] for one in asked]
    heads = frozenset(head for one in with_heads for gate in one for head, _ in gate)
    joined = JoinedText(places, heads)
    for gate_list, its_gates in zip(asked, with_heads, strict=True):
        assert list(joined.passing(its_gates)) == [
            number
            for number, text in enumerate(joined.texts)
            if all(any(one in text for one in gate) for gate in gate_list)
        ]


def test_the_patterns_a_text_asks_for_are_all_that_its_gates_let_through():
    rules = load_rules()
    for text in ("", "关于做好防汛工作的通知。", "20.5，2026年6月31日前完成", *PATTERNS[:60]):
        places = [Place("body", "body", SimpleNamespace(text=text))]
        joined = JoinedText(places, rules.gate_heads)
        asked = rules.patterns_for(joined.heads)
        assert asked == [row for row in rules.patterns if row in asked]
        left_out = [row for row in rules.patterns if row not in asked]
        assert not any(joined.passing(its_gates) for _, _, its_gates in left_out)
