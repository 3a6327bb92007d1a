"""Questions that are there already are found by what they mean, with the real sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.interview.bank import shipped_bank
from desktop.packs.duplicates import Known, find_alike, likeness
from desktop.packs.vectors import KeptVectors
from models.embedding import SentenceEncoder
from tests.unit.packs.made import ENTRY, SECOND, pack

SAME = "Two threads increment a shared counter a million times each. Why is the result below two million?"
SAME_ZH = "TCP 建连为什么是三次握手，两次为什么不行？"
OTHER = "How do glaciers shape the valleys through which they flow?"


def known(*texts: str) -> list[Known]:
    entries = [
        {**(ENTRY if text.isascii() else SECOND), "id": f"new-{number}", "text": text}
        for number, text in enumerate(texts)
    ]
    return [Known(question, "new") for question in pack(*entries).questions]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_rewordings_of_shipped_questions_are_found_and_new_ones_are_not(encoder: SentenceEncoder) -> None:
    wanted = ("counter-comes-out-too-small", "three-handshakes-not-two")
    few = [Known(question) for question in shipped_bank().questions[::25]]
    there = few + [Known(shipped_bank().by_id[name]) for name in wanted]
    found = find_alike(known(SAME, OTHER, SAME_ZH), there, encoder.encode)
    assert {(one.question, one.other) for one in found} == {("new-0", wanted[0]), ("new-2", wanted[1])}
    assert all(one.likeness != "equal" and one.other_pack == "" for one in found)


def test_repeats_within_a_pack_are_named_once_and_certain_ones_first(encoder: SentenceEncoder) -> None:
    there = [Known(pack({**ENTRY, "text": OTHER}).questions[0], "glaciers")]
    found = find_alike(known(SAME, SAME.upper(), OTHER, SAME.replace("Why", "Explain why")), there, encoder.encode)
    assert [(one.question, one.other, one.other_pack, one.likeness) for one in found[:2]] == [
        ("new-0", "new-1", "new", "equal"), ("new-2", "lab-cache", "glaciers", "equal"),
    ]  # fmt: skip
    assert [one.likeness for one in found[2:]] == ["nearly"]


def test_languages_are_not_compared(encoder: SentenceEncoder) -> None:
    there = [Known(shipped_bank().by_id["three-handshakes-not-two"])]
    question = "Why does a reliable connection need three handshakes, and what goes wrong with two?"
    assert find_alike(known(question), there, encoder.encode) == ()


def test_a_near_one_must_stand_out() -> None:
    assert likeness(np.array([0.2, 0.71, 0.7], np.float32)) == "nearly"
    assert likeness(np.array([0.2, 0.62, 0.5], np.float32)) == "perhaps"
    assert likeness(np.array([0.6, 0.62, 0.5], np.float32)) is None
    assert likeness(np.array([0.5], np.float32)) is None


def test_vectors_are_kept_between_imports_and_a_damaged_file_is_done_without(
    encoder: SentenceEncoder, tmp_path: Path
) -> None:
    path, asked = tmp_path / "vectors.npz", []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return encoder.encode(texts)

    first = KeptVectors(encode, path)([SAME, OTHER, SAME])
    assert np.array_equal(KeptVectors(encode, path)([SAME_ZH, OTHER])[1], first[1])
    assert asked == [SAME, OTHER, SAME_ZH]
    for damage in (b"", b"PK\x03\x04", path.read_bytes()[:3000]):
        path.write_bytes(damage)
        assert np.array_equal(KeptVectors(encode, path)([SAME]), encoder.encode([SAME]))
