"""Pictures of every page, in both languages and both looks, with made-up content, to be looked at.

python tools/screenshots.py OUT [--size 1024x700] [--language zh] [--look dark] [--only NAME …]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize
from PySide6.QtGui import QImage, QLinearGradient, QPainter, Qt
from PySide6.QtWidgets import QApplication, QDialog

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "qt")]

import stand_in  # noqa: E402  (its folder was put on the path just above)

from desktop.domain import live  # noqa: E402
from desktop.domain.errors import StorageFull  # noqa: E402
from desktop.domain.presence import GazeTarget, GazeZones  # noqa: E402
from desktop.domain.programming import Attempt, CodeDraft  # noqa: E402
from desktop.domain.session import Profile, SessionConfig  # noqa: E402
from desktop.domain.speech import Language  # noqa: E402
from desktop.interview.bank import shipped_bank  # noqa: E402
from desktop.interview.explain import explain  # noqa: E402
from desktop.interview.plan import make_plan  # noqa: E402
from desktop.programming import sandbox  # noqa: E402
from desktop.programming.judge import try_solution  # noqa: E402
from desktop.report.view import build_report  # noqa: E402
from desktop.settings.preferences import Preferences, ThemeName  # noqa: E402
from desktop.ui.bridge import LiveBridge  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402
from desktop.ui.pages.check import CheckPage  # noqa: E402
from desktop.ui.pages.report import ReportPage  # noqa: E402
from desktop.ui.pages.report_answers import Transcript  # noqa: E402
from desktop.ui.pages.report_correct import CorrectionDialog  # noqa: E402
from desktop.ui.pages.solution import SolutionPage  # noqa: E402
from desktop.ui.pages.task import TaskPage  # noqa: E402
from desktop.ui.ports import RecoverableRow  # noqa: E402
from desktop.ui.widgets.gaze_dots import GazeDots  # noqa: E402

QUESTION = {
    "zh": "假设某一层用的是 ReLU，它的梯度会怎样影响前一层参数的更新？",
    "en": "How does the gradient of a ReLU layer affect the update of the layer before it?",
}
CAPTION = {
    "zh": (
        "嗯，输入大于零的地方，梯度直接传回去，小于零的地方梯度就被截断了，所以前一层只从激活的神经元那里学习，",
        "这样就会有一部分",
    ),
    "en": (
        "Well, um, the gradient passes unchanged where the input is positive and it is cut to zero where the input is "
        "negative, so the layer before only learns ",
        "from the active units",
    ),
}
SAID = {
    "zh": "你好，欢迎参加这次练习。我会问几道题，请像平时面试那样回答，想停下来思考也没有关系。",
    "en": "Hello, and welcome. I will ask a few questions; answer as you would in an interview, and take your time.",
}
NOTICE = {
    "zh": ("麦克风断开了。", "断开前的内容都已保存。", "请重新插上麦克风，然后点“继续”。"),
    "en": ("The microphone was unplugged.", "Everything before that is kept.", "Plug it in again and press Continue."),
}


def picture() -> bytes:
    """A camera picture: a plain head and shoulders, as JPEG."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    wall = QLinearGradient(QPointF(0, 0), QPointF(640, 480))
    wall.setColorAt(0, Qt.GlobalColor.lightGray)
    wall.setColorAt(1, Qt.GlobalColor.darkGray)
    painter.fillRect(image.rect(), wall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.darkCyan)
    painter.drawEllipse(QPointF(320, 480), 210, 150)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawEllipse(QPointF(320, 210), 92, 122)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")
    return bytes(data.data())


def settle(seconds: float = 0.35) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


class Scene:
    """A window with stand-in ports, in one language and look."""

    def __init__(self, language: Language, look: ThemeName, size: QSize, folder: Path) -> None:
        self.folder = folder
        self.language = language
        role, domain = ("算法工程师", "AI") if language == "zh" else ("Machine learning engineer", "Computer vision")
        preferences = Preferences(language=language, theme=look, role=role, domain=domain, interview_language=language)
        self.parts = stand_in.StandIn(preferences)
        self.bridge = LiveBridge()
        self.window = MainWindow(self.parts.ports(), self.bridge)
        self.window.resize(size)
        self.window.show()
        settle()

    def close(self) -> None:
        self.parts.devices.go_on.set()
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        self.window._session = None
        self.window.close()
        self.window.deleteLater()
        settle(0.05)

    def send(self, *events: live.LiveEvent) -> None:
        for event in events:
            self.bridge(event)
            settle(0.06)

    def start(self, camera: str = "cam-1") -> None:
        profile = Profile("", self.parts.settings.now.role, "AI", self.language)
        self.window.begin(SessionConfig(profile, camera=camera))

    def listen(self, question: str | None = None, limit: int = 120) -> None:
        committed, tentative = CAPTION[self.language]
        self.start()
        self.send(
            live.QuestionShown(3, 8, "theory", question or QUESTION[self.language], limit, False),
            live.StateChanged("listening"),
            live.LevelChanged(-18.0, True),
            live.CaptionChanged(committed, tentative),
            live.PreviewFrame(picture()),
            live.Countdown(0.62),
        )

    def report(self, tab: int, made: str = "full") -> None:
        samples = stand_in.samples()
        record, judged = samples.record(self.language), samples.assessment(self.language)
        if made == "empty":
            record, judged = samples.empty_record(self.language), samples.empty_assessment(self.language)
        elif made == "no_camera":
            record = samples.without_camera(record)
        elif made == "long":
            record = samples.with_text(record, QUESTION[self.language] * 14)
        self.parts.library.record = record
        self.parts.library.view = build_report(record, judged)
        self.parts.library.sound = stand_in.silent_sound(self.folder)
        self.window.report("s1")
        settle()
        page = self.window.page
        assert isinstance(page, ReportPage)
        page.tabs.setCurrentIndex(tab)


MISHEARD = {"zh": ("激活的神经元", "活跃的神经元"), "en": ("active units", "active neurons")}


def correct(scene: Scene) -> None:
    """The dialog over a run of words."""
    scene.report(1)
    settle()
    transcript = scene.window.findChildren(Transcript)[0]
    transcript.setTextCursor(transcript.document().find(MISHEARD[scene.language][0]))
    transcript.corrector.correct_action.trigger()


def corrected(scene: Scene) -> None:
    """After it, with the new score."""
    scene.parts.library.judged.set()
    correct(scene)
    settle()
    (dialog,) = scene.window.findChildren(CorrectionDialog)
    dialog.line.setText(MISHEARD[scene.language][1])
    dialog.accept()
    settle()


def home(scene: Scene) -> None:
    scene.parts.library.rows = stand_in.sessions(scene.language, 12)
    scene.window.home()


def home_news(scene: Scene) -> None:
    library = scene.parts.library
    library.rows = stand_in.sessions(scene.language, 2)
    role = scene.parts.settings.now.role
    library.open_ones = (RecoverableRow("open", "2026-01-29T18:05:00+00:00", role, "AI", 4),)
    scene.parts.models = stand_in.Models(missing=True)
    scene.window._ports = scene.parts.ports()
    scene.window._dress()
    scene.window.home()


def home_error(scene: Scene) -> None:
    scene.parts.library.error = StorageFull(*NOTICE[scene.language][:1], safe=NOTICE[scene.language][1])
    scene.window.home()


def setup_filled(scene: Scene) -> None:
    scene.window._draft.resume = SAID[scene.language] * 6
    scene.window.setup()


def check(scene: Scene) -> None:
    scene.window.check()
    settle()
    scene.send(live.PreviewFrame(picture()), live.FramingHint("ok"), live.LevelChanged(-14.0, True))


ZONES = GazeZones(1.5, -3.0, 8.0, 8.5, 11.0, 6.0, camera="Integrated Webcam HD")
TARGETS: tuple[GazeTarget, ...] = ("camera", "text", "top_left", "top_right", "bottom_right", "bottom_left")


def check_calibrated(scene: Scene) -> None:
    settings = scene.parts.settings
    settings.now = replace(settings.now, gaze=ZONES)
    check(scene)


def gaze(scene: Scene, at: GazeTarget | None = None) -> None:
    """The calibration's first words, or one of its looks."""
    scene.parts.devices.looks = dict.fromkeys(TARGETS)
    scene.parts.devices.hold_at = at
    check(scene)
    settle()
    page = scene.window.page
    assert isinstance(page, CheckPage)
    page.calibrate.click()
    settle()
    (dots,) = scene.window.findChildren(GazeDots)
    if at is not None:
        dots.start.click()
        settle()


def gaze_failed(scene: Scene) -> None:
    """No eyes were seen."""
    gaze(scene, "camera")
    scene.parts.devices.go_on.set()
    settle()


def check_trouble(scene: Scene) -> None:
    scene.parts.devices.found = replace(scene.parts.devices.found, microphones=(), cameras=())
    scene.window.check()


def live_notice(scene: Scene) -> None:
    scene.listen()
    what, safe, action = NOTICE[scene.language]
    scene.send(live.Notice("error", what, safe, action, blocking=True), live.StateChanged("paused"))


def live_greeting(scene: Scene) -> None:
    scene.start("none")
    scene.send(live.StateChanged("speaking"), live.InterviewerSaid(SAID[scene.language]))


def live_stop(scene: Scene) -> None:
    scene.listen()
    scene.window.page.ask_stop()  # type: ignore[union-attr]


def live_plan(scene: Scene) -> None:
    scene.listen()
    profile = Profile("", scene.parts.settings.now.role, "AI", scene.language)
    plan = make_plan(shipped_bank(), SessionConfig(profile), seed=1)
    scene.send(live.PlanMade(explain(plan, scene.language)))
    scene.window.page.show_plan()
    settle()


def finishing(scene: Scene) -> None:
    scene.listen()
    scene.send(live.StateChanged("finishing"), live.ReportProgress(0.42))


def models_fetching(scene: Scene) -> None:
    scene.parts.models.__init__(missing=True)  # type: ignore[misc]
    scene.parts.models.steps = ((412_000_000, 1_262_538_375, 3_400_000.0, 250.0),)
    scene.window.models()
    settle()
    scene.window.page._fetch()  # type: ignore[union-attr]


TASK = "sliding-window-maximum"
RIGHT = """from collections import deque


def window_maxima(values: list[int], k: int) -> list[int]:
    # Positions whose values fall{note}
    waiting: deque[int] = deque()
    found = []
    for place, value in enumerate(values):
        while waiting and values[waiting[-1]] <= value:
            waiting.pop()
        waiting.append(place)
        if waiting[0] == place - k:
            waiting.popleft()
        found.append(values[waiting[0]])
    print("positions left", len(waiting))
    return found[k - 1 :]
"""
NOTE = {"zh": "（单调队列）", "en": " from left to right"}


def programming(scene: Scene, search: str = "") -> None:
    """The list, with tasks that were begun, handed in and given up."""
    port = scene.parts.programming
    first, second, third, *_ = [task for task in port.list if task.topic.startswith("algorithms")]
    port.keep(CodeDraft(first.id, first.skeleton, 312.0))
    trial = try_solution(second, second.reference)
    port.hand_in(Attempt(second.id, "2026-01-28T09:30:00+00:00", second.reference, 845.0, second.time_limit_s, trial))
    port.hand_in(Attempt(third.id, "2026-01-27T18:05:00+00:00", third.skeleton, 61.0, third.time_limit_s))
    scene.window.programming()
    settle(1.0)
    scene.window.page.search.setText(search)  # type: ignore[union-attr]


def task(scene: Scene, source: str = "", used_s: float = 312.0) -> TaskPage:
    """The editor, with a solution in it."""
    made = source.replace("{note}", NOTE[scene.language])
    found = next(one for one in scene.parts.programming.list if one.id == TASK)
    scene.parts.programming.keep(CodeDraft(TASK, made or found.skeleton, used_s))
    scene.window.task(TASK)
    settle()
    page = scene.window.page
    assert isinstance(page, TaskPage)
    return page


def task_run(scene: Scene, source: str) -> None:
    page = task(scene, source)
    page.run.click()
    while page.stop.isVisible():
        settle(0.1)


def task_handed_in(scene: Scene, source: str, used_s: float = 312.0, tab: int = 0) -> None:
    page = task(scene, source, used_s)
    page._start(hidden=True)
    while not isinstance(scene.window.page, SolutionPage):
        settle(0.1)
    settle()
    scene.window.page.tabs.setCurrentIndex(tab)


def task_given_up(scene: Scene) -> None:
    page = task(scene)
    page._give_up()
    settle(0.6)


def task_no_sandbox(scene: Scene) -> None:
    platform, sandbox.sys.platform = sandbox.sys.platform, "darwin"
    task(scene, RIGHT)
    settle()
    sandbox.sys.platform = platform


SCENES: dict[str, Callable[[Scene], object]] = {
    "home-empty": lambda s: s.window.home(),
    "home": home,
    "home-news": home_news,
    "home-error": home_error,
    "setup": lambda s: s.window.setup(),
    "setup-filled": setup_filled,
    "check": check,
    "check-calibrated": check_calibrated,
    "check-trouble": check_trouble,
    "gaze": gaze,
    "gaze-camera": lambda s: gaze(s, "camera"),
    "gaze-text": lambda s: gaze(s, "text"),
    "gaze-corner": lambda s: gaze(s, "bottom_right"),
    "gaze-failed": gaze_failed,
    "live-greeting": live_greeting,
    "live": lambda s: s.listen(),
    "live-long": lambda s: s.listen(QUESTION[s.language] * 5, limit=0),
    "live-notice": live_notice,
    "live-stop": live_stop,
    "live-plan": live_plan,
    "finishing": finishing,
    "report-overview": lambda s: s.report(0),
    "report-answers": lambda s: s.report(1),
    "report-answers-long": lambda s: s.report(1, "long"),
    "report-correct": correct,
    "report-corrected": corrected,
    "report-voice": lambda s: s.report(2),
    "report-presence": lambda s: s.report(3),
    "report-no-camera": lambda s: s.report(3, "no_camera"),
    "report-plan": lambda s: s.report(4),
    "report-empty": lambda s: s.report(0, "empty"),
    "reports": lambda s: (setattr(s.parts.library, "rows", stand_in.sessions(s.language, 9)), s.window.reports()),
    "models": lambda s: s.window.models(),
    "models-fetching": models_fetching,
    "programming": programming,
    "programming-search": lambda s: programming(s, "NMS"),
    "task": task,
    "task-hints": lambda s: task(s, RIGHT, 1290.0).hint.click(),
    "task-running": lambda s: task(s, "def window_maxima(values, k):\n    while True:\n        pass\n").run.click(),
    "task-passed": lambda s: task_run(s, RIGHT),
    "task-wrong": lambda s: task_run(s, RIGHT.replace("[k - 1 :]", "")),
    "task-raised": lambda s: task_run(s, RIGHT.replace("found = []", "found = open('/etc/passwd').read()")),
    "task-not-python": lambda s: task_run(s, RIGHT.replace("while waiting and", "while waiting &&")),
    "task-timed-out": lambda s: task_run(s, RIGHT.replace("waiting.pop()", "pass")),
    "task-skeleton": lambda s: task(s, RIGHT).skeleton.click(),
    "task-hand-in": lambda s: task(s, RIGHT).hand_in.click(),
    "task-no-sandbox": task_no_sandbox,
    "solution": lambda s: task_handed_in(s, RIGHT),
    "solution-failed": lambda s: task_handed_in(s, RIGHT.replace("<= value", "< 2"), 1450.0),
    "solution-reference": lambda s: task_handed_in(s, RIGHT, tab=1),
    "solution-checked": lambda s: task_handed_in(s, RIGHT, tab=2),
    "solution-given-up": task_given_up,
    "settings": lambda s: s.window.settings(),
    "about": lambda s: s.window.about(),
}


def shots(
    names: list[str], languages: list[Language], looks: list[ThemeName]
) -> Iterator[tuple[str, Language, ThemeName]]:
    for name in names or SCENES:
        for language in languages:
            for look in looks:
                yield name, language, look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", default=[], choices=[*SCENES], dest="names")
    parser.add_argument("--size", default="1024x700")
    parser.add_argument("--language", choices=("zh", "en"))
    parser.add_argument("--look", choices=("light", "dark"))
    chosen = parser.parse_args()
    width, height = (int(part) for part in chosen.size.split("x"))
    app = QApplication([])
    chosen.out.mkdir(parents=True, exist_ok=True)
    languages: list[Language] = [chosen.language] if chosen.language else ["zh", "en"]
    looks: list[ThemeName] = [chosen.look] if chosen.look else ["light", "dark"]
    for name, language, look in shots(chosen.names, languages, looks):
        scene = Scene(language, look, QSize(width, height), chosen.out)
        SCENES[name](scene)
        settle()
        dialogs = [dialog for dialog in scene.window.findChildren(QDialog) if dialog.isVisible()]
        picture_of = dialogs[0] if dialogs else scene.window
        picture_of.grab().save(str(chosen.out / f"{name}-{language}-{look}.png"))
        scene.close()
    app.quit()


if __name__ == "__main__":
    main()
