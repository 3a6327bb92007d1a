"""Whatever the program tells people is told in both languages: a new sentence without Chinese fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import count

import pytest

from desktop.domain.speech import Language
from desktop.interview.schema import ACTION
from desktop.localise import localise, messages, places
from desktop.packs.sheet import ACTION as PACKS_ACTION
from desktop.report.figures import with_unit
from desktop.report.reasons import told
from desktop.report.texts import load_texts
from tests.unit.source_texts import HOLE, Module, name_of, sources

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b[A-Za-z']{2,} [a-z]{2,}\b")
"""Two words in a row, the second without a capital: a sentence that stayed English."""

NOT_IN_THE_WINDOW = {
    "desktop/cli/": "the terminal speaks English",
    "desktop/session/recorded_questions.py": "reads the question file of `candid analyze`, a command of the terminal",
    "desktop/programming/schema.py": "checks task files; the window loads the shipped ones, which their tests check",
    "desktop/programming/tasks.py": "as above",
    "desktop/domain/errors.py": "rebuilds an error that was made elsewhere",
}
NEVER_SHOWN = {"devices changed": "a signal of the device check to itself, known by identity"}
FROM_ELSEWHERE = {
    "error.what": "of the error that is passed on",
    "error.safe": "of the error that is passed on",
    "error.action": "of the error that is passed on",
    "reason": "why the eyes process has no picture or analysis: an error or CameraLost that it met",
    "action or reason": "as above",
    "message.action or message.reason": "as above",
    "message.reason": "as above",
    "what": "the argument of models.errors.Interrupted, checked where that is raised",
    "ACTION": "of desktop.interview.schema and desktop.packs.sheet, checked below",
    "action": "the argument of read_yaml: one of the two above",
}
"""Words that are put together in another place."""


def error_classes() -> dict[str, ast.ClassDef]:
    """``CandidError`` and all that derive from it."""
    found: dict[str, ast.ClassDef] = {}
    classes = [node for module in sources("desktop", "models") for node in module.classes()]
    known = {"CandidError"}
    while True:
        new = {c.name: c for c in classes if c.name not in found and known & {c.name, *map(name_of, c.bases)}}
        if not new:
            return found
        found |= new
        known |= set(new)


ERRORS = error_classes()


def own_init(name: str) -> bool:
    return name != "CandidError" and any(
        isinstance(n, ast.FunctionDef) and n.name == "__init__" for n in ERRORS[name].body
    )


def window_sources() -> Iterator[Module]:
    for module in sources("desktop", "models"):
        if not module.name.startswith(tuple(NOT_IN_THE_WINDOW)):
            yield module


def message_arguments() -> Iterator[tuple[Module, ast.expr]]:
    """What is given to errors and notices as what, safe and action, and as the reason of a lost camera."""
    for module in window_sources():
        plain = {name for name in ERRORS if not own_init(name)} | {"CameraLost"}
        for call in module.calls(plain):
            yield from ((module, arg) for arg in [*call.args, *(k.value for k in call.keywords)])
        for call in module.calls({"Notice"}):
            words = [k.value for k in call.keywords if k.arg in ("what", "safe", "action")]
            yield from ((module, arg) for arg in [*call.args[1:4], *words])
        for node in module.classes():
            if node.name in ERRORS and own_init(node.name):
                for call in (n for n in ast.walk(node) if isinstance(n, ast.Call) and name_of(n.func) == "__init__"):
                    yield from ((module, arg) for arg in [*call.args, *(k.value for k in call.keywords)])


def sample(text: str) -> str:
    """The text with a value in every hole."""
    numbers = count(1)
    return re.sub(HOLE, lambda _: f"X{next(numbers)}", text)


def left_in_english(text: str) -> str:
    """The Chinese of ``text`` where it is not Chinese throughout, else ""."""
    shown = localise(text, "zh")
    rest = re.sub(r"`[^`]*`|Noto Sans CJK", "", shown)
    kept = set(re.findall(r"X\d", text)) == set(re.findall(r"X\d", shown))
    return "" if kept and CHINESE.search(shown) and not ENGLISH.search(rest) else shown


def test_every_message_has_chinese() -> None:
    texts = {sample(text) for module, arg in message_arguments() for text in module.texts(arg)}
    assert len(texts) > 180, "the walk through the source finds too little"
    texts |= {ACTION, PACKS_ACTION}
    assert {text: shown for text in texts - {"", *NEVER_SHOWN} if (shown := left_in_english(text))} == {}


def test_every_mistake_in_a_pack_has_chinese() -> None:
    """Refused rows are told as ``Place.wrong`` puts them together, and as the readers of tables and Markdown do."""
    row, section = "a.csv, row 3, question X8, field X9", "a.md, question X8, "
    reasons: set[str] = set()
    for module in sources("desktop/interview", "desktop/packs"):
        for call in module.calls({"wrong"}):
            reasons |= {f"{row}: {text}." for text in module.texts(call.args[0])}
        for call in module.calls({"_Unreadable"}):
            told = module.texts(call.args[0])
            reasons |= {f"{section}{text}." if text.startswith("line") else text.replace(HOLE, row, 1) for text in told}
    assert len(reasons) > 25
    assert {text: shown for text in map(sample, reasons) if (shown := left_in_english(text))} == {}


def test_every_message_can_be_found_in_the_source() -> None:
    """A message put together in a way that the walk cannot read would escape the test above."""
    unread = [
        f"{module.name}:{arg.lineno} {ast.unparse(arg)}"
        for module, arg in message_arguments()
        if not module.texts(arg) and ast.unparse(arg) not in FROM_ELSEWHERE
    ]
    assert unread == []


def test_every_phrase_inside_a_fixed_message_has_chinese() -> None:
    """Errors with their own sentence are given parts of it; where a part is words, those are known too."""
    own = {name for name in ERRORS if own_init(name)}
    given = [(m, arg) for m in window_sources() for call in m.calls(own) for arg in call.args]
    phrases = {sample(text) for module, arg in given for text in module.texts(arg) if ENGLISH.search(text)}
    assert "The fetch was stopped." in phrases
    assert {text: shown for text in phrases if (shown := left_in_english(text))} == {}


def test_places_agree_and_no_entry_is_twice() -> None:
    rows = messages()
    assert [en for en, zh in rows if sorted(places(en)) != sorted(places(zh))] == []
    assert [en for en, _ in rows if len(set(places(en))) != len(places(en))] == []
    assert len({en for en, _ in rows}) == len(rows)
    assert [zh for _, zh in rows if not CHINESE.search(zh) and "PDF" not in zh] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The microphone cannot be opened (no such device).", "无法打开麦克风（no such device）。"),
        ("No speaker was found.", "没有找到扬声器。"),
        ("There is no file a. b.wav.", "没有 a. b.wav 这个文件。"),
        ("There is no file a b.wav. Check the name.", "没有 a b.wav 这个文件。请核对文件名。"),
        ("cv.pdf cannot be read: Permission denied.", "无法读取 cv.pdf：没有权限。"),
        ("Something nobody wrote down.", "Something nobody wrote down."),
        (
            "Words could not be fetched. The package foo 1.2 is not to be had from hub.org. "
            "Also tried: The network cannot be reached: timed out.",
            "没能获取 Words。hub.org 没有提供软件包 foo 1.2。也试过：无法连接 网络：timed out。",
        ),
        ("", ""),
    ],
)
def test_localise(text: str, shown: str) -> None:
    assert localise(text, "zh") == shown
    assert localise(text, "en") == text


def reason_texts() -> set[str]:
    """Reasons in the notes of voice and presence, and of gaps in the recording."""
    found: set[str] = set()
    for module in sources("desktop/signals/voice", "desktop/signals/presence"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and not isinstance(module.parents[node], ast.JoinedStr):
                for text in module.texts(node):
                    if match := re.fullmatch(rf"(?:[a-z_ ]+|{HOLE}): (.+)", text):
                        found.add(match[1])
    for module in sources("desktop/session"):
        found |= {text for call in module.calls({"_note_gap"}) for text in module.texts(call.args[2])}
    return found


def note_texts() -> set[str]:
    return {
        text
        for module in sources("desktop/session")
        for call in module.calls({"NoteAdded"})
        for text in module.texts(call.args[0])
    }


def with_values(text: str) -> list[str]:
    """As it may come out: holes hold numbers where the pattern wants some, else words."""
    return [re.sub(HOLE, "7", text), re.sub(HOLE, "X1", text)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_note_reads_as_a_sentence_in_the_report(language: Language) -> None:
    texts = load_texts(language)
    notes, reasons = note_texts(), reason_texts()
    assert len(notes) >= 7
    assert len(reasons) >= 16
    bad = set()
    for text in {*notes, *reasons} - {HOLE}:
        shown = [told(one, texts) for one in with_values(text)]
        if language == "zh" and not any(CHINESE.search(one) and not ENGLISH.search(one) for one in shown):
            bad.add(text)
        if any("_" in one for one in shown):
            bad.add(text)
    assert bad == set()


@pytest.mark.parametrize(
    ("note", "zh", "en"),
    [
        ("camera_off", "本次面试没有使用摄像头。", "The camera was off in this session."),
        (
            "presence_unavailable: The model file face is not on this computer. Nothing recorded is affected.",
            "摄像头画面没有分析：这台电脑上没有模型文件 face。已有的录音和报告不受影响。",
            "The picture of the camera was not analysed: The model file face is not on this computer. "
            "Nothing recorded is affected.",
        ),
        (
            "Answer 3: not graded (The mind process was stopped.)",
            "第 3 个回答没有评分：评分模块已停止。",
            "Answer 3 was not judged: The mind process was stopped.",
        ),
        ("There is no camera /dev/video7.", "没有摄像头 /dev/video7。", "There is no camera /dev/video7."),
    ],
)
def test_notes(note: str, zh: str, en: str) -> None:
    assert told(note, load_texts("zh")) == zh
    assert told(note, load_texts("en")) == en


def evidence_names() -> tuple[set[str], set[str]]:
    """Metrics and units that the scoring gives as evidence."""
    names: set[str] = set()
    units: set[str] = set()
    for module in sources("desktop/scoring"):
        for call in module.calls({"metric"}):
            names |= module.texts(call.args[1]) if len(call.args) > 1 else set()
            units |= module.texts(call.args[3]) if len(call.args) > 3 else set()
        for call in module.calls({"Evidence"}):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            names |= module.texts(given["metric"]) if "metric" in given else set()
            units |= module.texts(given["unit"]) if "unit" in given else set()
        # Figures of the delivery are named by their keys.
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Subscript) and name_of(node.value) == "figures":
                names |= module.texts(node.slice)
    return names, units


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_of_the_evidence_has_a_name_and_a_unit(language: Language) -> None:
    texts = load_texts(language)
    names, units = evidence_names()
    assert {"point_probability", "rate", "filler_rate", "length", "longest_pause_s"} <= names
    assert {name for name in names if not (texts.get("metric", name) or texts.get("voice", name))} == set()
    assert {"%", "s", "/10"} <= units
    assert {unit for unit in units if not texts.get("unit", unit)} == set()
    assert with_unit(0.0, "%", texts).startswith("0")
