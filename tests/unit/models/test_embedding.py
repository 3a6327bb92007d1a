"""The sentence encoder: unit rows, meaning across wording and language, independence of company."""

from __future__ import annotations

import numpy as np

from models.embedding import SentenceEncoder

ENCODER = SentenceEncoder(cached=3)


def test_unit_rows_and_zero_rows_for_nothing() -> None:
    vectors = ENCODER.encode(["The gradient vanishes.", "", "梯度消失了"])
    assert vectors.shape == (3, 512)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)


def test_a_paraphrase_is_nearer_than_another_subject() -> None:
    near, far = ENCODER.similarity(
        ["An index makes looking up rows fast"], ["With an index rows are found quickly", "I like to cook on Sundays"]
    )[0]
    assert near > far + 0.3
    zh_near, zh_far = ENCODER.similarity(["索引让查询更快"], ["有了索引查找就很快", "周末我喜欢做饭"])[0]
    assert zh_near > zh_far + 0.3


def test_a_vector_does_not_depend_on_the_texts_around_it_or_on_the_cache() -> None:
    text = "Dropout reduces overfitting."
    alone = SentenceEncoder().encode([text])[0]
    among = SentenceEncoder().encode(["one", text, "a much longer sentence about something else", "four", "five"])[1]
    assert np.array_equal(alone, among)
    ENCODER.encode([text, "a", "b", "c", "d"])
    assert np.array_equal(ENCODER.encode([text])[0], alone)
