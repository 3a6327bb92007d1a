"""Drafts and attempts on the disk."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import app
from desktop.cli import main
from desktop.domain.errors import CandidError, StorageFull
from desktop.domain.programming import Attempt, CaseResult, CodeDraft, Trial
from desktop.store.programming import SolutionStore

DRAFT = CodeDraft("lru-cache", "def f():\n    return '汉字 \ud800'\n", 12.5)
TRIAL = Trial("lru-cache", (CaseResult(1, False, "raised", "f()", line=2, wall_s=0.1),), ("seccomp",), 0.7)
ATTEMPT = Attempt("lru-cache", "2026-01-01T10:00:00+00:00", "x = 1", 60.0, 1200, TRIAL)


@pytest.fixture
def store(tmp_path: Path) -> SolutionStore:
    return SolutionStore(tmp_path / "programming")


def test_what_is_kept_comes_back_as_it_was(store: SolutionStore) -> None:
    assert (store.drafts(), store.attempts()) == ((), ())
    store.keep(replace(DRAFT, source="before"))
    store.keep(DRAFT)
    store.keep(CodeDraft("nms", ""))
    assert store.drafts() == (DRAFT, CodeDraft("nms", ""))


def test_handing_in_ends_the_draft_and_the_newest_attempt_is_first(store: SolutionStore) -> None:
    store.keep(DRAFT)
    later = replace(ATTEMPT, finished_utc="2026-01-02T10:00:00+00:00", trial=None, seen_before=True)
    store.hand_in(ATTEMPT)
    store.hand_in(later)
    store.hand_in(replace(ATTEMPT, source="in the same second"))
    assert store.drafts() == ()
    assert store.attempts()[0] == later
    assert {one.source for one in store.attempts()[1:]} == {"x = 1", "in the same second"}


def test_only_the_owner_may_read_and_nothing_half_written_stays(store: SolutionStore, tmp_path: Path) -> None:
    store.keep(DRAFT)
    (file,) = (tmp_path / "programming" / "drafts").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_put_aside_and_costs_nothing_else(
    store: SolutionStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.keep(DRAFT)
    folder = tmp_path / "programming" / "drafts"
    (folder / "nms.json").write_text('{"task_id": "nms", "sour')
    (folder / "trie.json").write_text('["not a draft"]')
    with caplog.at_level(logging.WARNING):
        assert store.drafts() == (DRAFT,)
    assert "nms.json" in caplog.text
    assert sorted(path.name for path in folder.iterdir()) == ["lru-cache.json", "nms.damaged", "trie.damaged"]


def test_a_place_that_cannot_be_written_leaves_what_was_there(store: SolutionStore, tmp_path: Path) -> None:
    store.keep(DRAFT)
    (tmp_path / "programming" / "attempts").write_text("in the way")
    with pytest.raises(CandidError) as caught:
        store.hand_in(ATTEMPT)
    assert "cannot be written to" in caught.value.what
    assert caught.value.safe
    assert caught.value.action
    assert store.drafts() == (DRAFT,)


def test_a_full_disk(store: SolutionStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store.keep(DRAFT)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFull):
        store.keep(replace(DRAFT, source="new"))
    assert store.drafts() == (DRAFT,)
    assert [path.name for path in (tmp_path / "programming" / "drafts").iterdir()] == ["lru-cache.json"]


def test_wiping_leaves_nothing(store: SolutionStore, tmp_path: Path) -> None:
    store.keep(DRAFT)
    store.hand_in(ATTEMPT)
    store.wipe()
    assert not (tmp_path / "programming").exists()
    store.keep(DRAFT)
    assert store.drafts() == (DRAFT,)


@pytest.mark.parametrize("way", ["window", "terminal"])
def test_deleting_everything_deletes_solutions(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDID_DATA", str(tmp_path))
    store = app.open_solutions()
    store.keep(DRAFT)
    store.hand_in(replace(ATTEMPT, task_id="nms"))
    if way == "terminal":
        assert main.run(["sessions", "wipe", "--yes"]) == 0
    else:
        composition = app._Composition()
        ports = composition.ports(lambda _: None)
        assert ports.programming.drafts() == (DRAFT,)
        ports.library.wipe()
        composition.close()
    assert (store.drafts(), store.attempts()) == ((), ())
