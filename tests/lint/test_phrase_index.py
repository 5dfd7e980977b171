"""The packed lists of phrases hide nothing that a plain search of the lists would find."""

import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DataProblem
from pipeline.lint import likeness, phrase_index
from pipeline.lint.grams import pair as number_of
from pipeline.lint.phrase_index import KEY, load_phrases, read_lists
from pipeline.resources import data_folder

PHRASES, ALSO = read_lists()
TEXTS = [phrase.text for phrase in PHRASES]

piece = st.one_of(
    st.sampled_from(TEXTS),
    st.builds(lambda text, a, b: text[a:b], st.sampled_from(TEXTS), *[st.integers(0, 4)] * 2),
    st.text(st.sampled_from("业夜按部斑就，。\n\t 1A的缪稠"), max_size=4),
)
written = st.lists(piece, max_size=6).map("".join)


CLASSES = {"sounds": likeness.sound_classes(), "shapes": likeness.shape_classes()}


def keyed(classes):
    """Every phrase by the classes of its first characters, in the order of the lists."""
    table = str.maketrans(classes)
    found = {}
    for phrase in PHRASES:
        found.setdefault(phrase.text[:KEY].translate(table), []).append(phrase)
    return found


KEYED = {name: keyed(classes) for name, classes in CLASSES.items()}


@pytest.mark.parametrize("name", CLASSES)
@settings(deadline=None)
@given(text=written)
def test_places_are_those_of_a_plain_search(name, text):
    phrases = load_phrases()
    index = getattr(phrases, name)
    alike = text.translate(str.maketrans(CLASSES[name]))
    found = dict(index.alike(text))
    assert found == {
        place: tuple(KEYED[name][alike[place : place + KEY]])
        for place in range(len(text))
        if alike[place : place + KEY] in KEYED[name]
    }


@settings(deadline=None)
@given(text=st.one_of(st.sampled_from([*TEXTS, *ALSO]), written))
def test_what_is_known_is_what_is_listed(text):
    listed = {phrase.text: phrase for phrase in PHRASES}
    phrases = load_phrases()
    assert phrases.find(text) == listed.get(text)
    assert phrases.knows(text) == (text in listed or text in ALSO)


def test_both_ends_of_a_whole_phrase_changed_about_are_marked():
    for phrase in PHRASES:
        if phrase.whole:
            for pair in (phrase.text[1::-1], phrase.text[3:1:-1]):
                assert number_of(pair) in load_phrases().turned


def test_a_damaged_cache_is_made_anew(monkeypatch, tmp_path):
    monkeypatch.setenv("HONGTOU_CACHE", str(tmp_path))
    load_phrases.cache_clear()
    try:
        load_phrases()
        [kept] = (tmp_path / "phrases").iterdir()
        whole = kept.read_bytes()
        kept.write_bytes(whole[:1000])
        load_phrases.cache_clear()
        assert load_phrases().find("兢兢业业").whole
        assert kept.read_bytes() == whole
    finally:
        load_phrases.cache_clear()


def test_a_phrase_too_short_is_refused(monkeypatch, tmp_path):
    folder = tmp_path / "phrases"
    shutil.copytree(data_folder("rules") / "phrases", folder)
    (folder / "idioms.yaml").write_text("source: 试\nphrases: 合同 兢兢业业\n", encoding="utf-8")
    monkeypatch.setattr(likeness, "data_folder", lambda name: tmp_path)
    with pytest.raises(DataProblem, match="合同"):
        phrase_index.read_lists()
