"""Arguments, exit codes and whose output is whose."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.app import open_preferences
from desktop.cli import main, transcribe
from desktop.cli.output import check_folder, print_json
from desktop.domain.errors import InputError, StorageFull

USE = [
    (["frobnicate"], "frobnicate"),
    (["transcribe"], "media"),
    (["transcribe", "x.wav", "--nope"], "--nope"),
    (["transcribe", "x.wav", "--language", "fr"], "fr"),
    (["export", "last", "--format", "docx", "--out", "x"], "docx"),
    (["ask", "--role", "a", "--domain", "b", "--count", "many"], "many"),
    (["analyze", "x.wav"], "--out"),
    (["sessions", "burn"], "burn"),
]


@pytest.mark.parametrize(("argv", "word"), USE, ids=lambda value: value if isinstance(value, str) else "")
def test_wrong_use_is_one_line_and_two(argv: list[str], word: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main.run(argv)
    out, err = capfd.readouterr()
    assert end.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert word in err
    assert "--help" in err


def failing(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def fail(_args: object) -> int:
        raise error

    monkeypatch.setattr(transcribe, "run", fail)
    return main.run(["transcribe", "x.wav"])


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("The file\nis bad.", action="Fix it."), 2, "candid: The file is bad. Fix it."),
        (StorageFull("Full.", safe="All kept."), 3, "candid: Full. All kept."),
        (KeyboardInterrupt(), 130, "candid: stopped."),
        (
            OSError(errno.ENOSPC, "No space left on device", "/there/x"), 3,
            "candid: The system refused /there/x: No space left on device. Free some space.",
        ),
        (BrokenPipeError(), 0, ""),
    ],
)  # fmt: skip
def test_what_fails_says_so_in_one_line(
    error: BaseException, code: int, line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert failing(error, monkeypatch) == code
    assert capfd.readouterr() == ("", line + "\n" if line else "")


def test_a_mistake_of_ours_names_its_place_and_not_what_was_said(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CANDID_LOG", raising=False)
    assert failing(KeyError("my secret answer"), monkeypatch) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert "KeyError in test_main.py:" in err
    assert "secret" not in err


NOISE = """
    import os, subprocess, sys
    from desktop.cli.output import own_streams, print_json, say
    with own_streams(quiet={quiet}):
        os.write(1, b"native out\\n")
        os.write(2, b"native err\\n")
        subprocess.run([sys.executable, "-c", "print('child out'); import sys; print('child err', file=sys.stderr)"])
        print_json({{"text": "你好"}})
        say("message")
    print("after")
"""


@pytest.mark.parametrize("quiet", [True, False])
def test_only_candid_writes_to_stdout(quiet: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(NOISE.format(quiet=quiet))],
        capture_output=True, encoding="utf-8", check=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    first, second = done.stdout.splitlines()
    assert json.loads(first) == {"schema": 1, "text": "你好"}
    assert second == "after"
    native = {"native out", "native err", "child out", "child err"}
    assert set(done.stderr.splitlines()) == {"message"} | (set() if quiet else native)


def test_a_figure_that_is_no_number_is_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"value": float("nan")})
    assert capsys.readouterr().out == ""


def test_a_folder_is_tried_before_work_is_done_for_it(tmp_path: Path) -> None:
    check_folder(tmp_path / "new" / "deep")
    assert list((tmp_path / "new" / "deep").iterdir()) == []
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot be written to"):
        check_folder(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_wiping_leaves_no_session_and_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDID_DATA", str(tmp_path))
    preferences = open_preferences()
    preferences.write(replace(preferences.read(), name="Lin Yu", role="engineer"))
    assert main.run(["sessions", "wipe", "--yes"]) == 0
    assert "deleted" in capfd.readouterr().err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"Lin Yu" in path.read_bytes()]
    assert open_preferences().read().name == ""
