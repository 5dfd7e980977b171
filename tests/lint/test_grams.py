"""Characters as numbers: each place has that of its own characters, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.lint.grams import backwards, characters, fours, marks, packed, pair, pairs, unpacked

some_char = st.one_of(st.sampled_from("公文ab，𠀀\ud800\x00"), st.characters())
some_text = st.text(some_char, max_size=12)
plain_char = st.characters(max_codepoint=0xFFFF)
MARKS = marks({"甲": "乙", "丙": "乙"})


def inside(text, width):
    shown = "".join(min(char, "\uffff") for char in text)
    return [shown[place : place + width] for place in range(len(text) - width + 1)]


@given(some_text)
def test_a_place_has_the_number_of_its_characters(text):
    assert pairs(text) == [pair(two) for two in inside(text, 2)]
    assert fours(text, MARKS) == [fours(four, MARKS)[0] for four in inside(text, 4)]


@given(st.lists(st.text(plain_char, min_size=2, max_size=2), max_size=8))
def test_different_pairs_have_different_numbers(texts):
    numbers = list(map(pair, texts))
    assert len(set(numbers)) == len(set(texts))
    assert unpacked(packed(numbers)) == frozenset(numbers)
    assert ["".join(characters(number)) for number in numbers] == texts
    assert [backwards(number) for number in numbers] == [pair(two[::-1]) for two in texts]


def test_characters_of_one_class_have_one_mark():
    assert fours("甲丙乙文", MARKS) == fours("乙乙乙文", MARKS) != fours("文乙乙乙", MARKS)
    assert fours("甲乙丙", MARKS) == pairs("甲") == pairs("") == []
