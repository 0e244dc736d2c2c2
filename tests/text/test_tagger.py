"""The trained tagger, and that another takes its place by its files alone."""

import json
import shutil

import numpy as np
import pytest

from claims.text.about import WrongWeights
from claims.text.embedding import WEIGHTS as EMBEDDING
from claims.text.paragraphs import split_paragraphs
from claims.text.pieces import load_table
from claims.text.tagger import FILES, WEIGHTS, load_tagger, tagger_version
from claims.text.tags import TAGS
from claims.text.trained import version_of

TEXT = "The mayor said that it rained.\n\nNobody knows."


@pytest.fixture
def other_weights(tmp_path):
    """A copy of the weights under another name, reading half as much at once."""
    folder = tmp_path / "attribution"
    shutil.copytree(WEIGHTS, folder)
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    (folder / "about.json").write_text(json.dumps(about | {"name": "another", "window": 128}), encoding="utf-8")
    return folder


def test_every_word_has_a_score_for_each_tag_and_vectors_to_join_it_by():
    tagger = load_tagger()
    reading = tagger.read(TEXT, split_paragraphs(TEXT).spans)
    count = len(reading.encoded.words)
    assert (reading.tags.shape, reading.joins.shape) == ((count, len(TAGS)), (count, 4 * tagger.about.join_width + 1))


def test_what_is_read_of_a_paragraph_does_not_depend_on_how_much_follows():
    tagger = load_tagger()
    long = "\n\n".join(["It rained in Ohio, the mayor said. " * 7] * 4)
    longer = f"{long}\n\n{TEXT}"
    first, second = (tagger.read(text, split_paragraphs(text).spans).tags for text in (long, longer))
    assert np.array_equal(first[:100], second[:100])


def test_other_files_are_another_tagger(other_weights):
    tagger = load_tagger(other_weights)
    assert (tagger.version[:8], tagger.about.window) == ("another-", 128)
    assert tagger.version != load_tagger().version


@pytest.mark.parametrize("name", FILES)
def test_a_change_of_any_file_is_another_version(other_weights, name):
    before = tagger_version(other_weights)
    version_of.cache_clear()
    with (other_weights / name).open("ab") as file:
        file.write(b"\n")
    assert tagger_version(other_weights) != before


def test_the_words_are_those_of_the_embedding_but_for_what_was_learnt():
    words, table = load_tagger().words, load_table(EMBEDDING)
    every = np.arange(len(table.steps))
    learnt = np.abs(words.rows(every) - table.rows(every)).max(1)
    assert len(words.changes.steps) == len(every)
    assert 0.0 < learnt.mean() < 0.1 * np.abs(table.rows(every)).max(1).mean()


def test_the_model_is_loaded_once():
    assert load_tagger() is load_tagger()


def test_weights_of_another_kind_are_refused(other_weights):
    about = json.loads((other_weights / "about.json").read_text(encoding="utf-8"))
    (other_weights / "about.json").write_text(json.dumps(about | {"tags": ["O", "B-cue"]}), encoding="utf-8")
    with pytest.raises(WrongWeights, match="other tags"):
        load_tagger(other_weights)


def test_weights_that_lack_something_are_refused(other_weights):
    (other_weights / "about.json").write_text('{"name": "another"}', encoding="utf-8")
    with pytest.raises(WrongWeights, match="transitions"):
        load_tagger(other_weights)
