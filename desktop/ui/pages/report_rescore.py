"""After a correction: the words at once, the new scores when the judge has them, and what could not be done. And, once
after an interview, homophones that are set right while the report is being read."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.live import Notice, RescoreProgress
from desktop.localise import localise
from desktop.report.shape import AnswerCard, ReportView
from desktop.ui.background import run_in_background
from desktop.ui.pages.report_correct import Corrections
from desktop.ui.ports import Rescored
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.page import Page, error_banner


class Rescoring:
    """Runs on the window's thread and never holds it up. One rescoring at a time; a correction that is made meanwhile
    is scored after it."""

    def __init__(self, page: Page, session_id: str, show: Callable[[ReportView], None]) -> None:
        self._page = page
        self._session_id = session_id
        self._show = show
        self._view: ReportView | None = None
        self._before: dict[int, str] = {}
        self._running = False
        self._again = False
        self._banner: Banner | None = None
        self._by_itself = False

    @property
    def corrections(self) -> Corrections:
        """What a transcript calls."""
        library = self._page.context.ports.library
        return Corrections(
            lambda answer, first, last, text: self._change(
                answer, lambda: library.correct(self._session_id, answer, first, last, text)
            ),
            lambda answer, first, last: self._change(
                answer, lambda: library.undo_correction(self._session_id, answer, first, last)
            ),
        )

    def opened(self, view: ReportView) -> None:
        """A report that has just been read: scoring that was not done is offered, and homophones are looked for."""
        self._view = view
        if any(answer.rescore_due for answer in view.answers):
            t = self._page.texts
            self._page.show_banner(
                Banner("warning", t("report.rescore_due"), actions=(Action(t("report.rescore"), self.start),))
            )
        elif any(answer.spelling_due for answer in view.answers):
            self._start(by_itself=True)

    def progressed(self, event: RescoreProgress) -> None:
        if self._running and self._banner is not None and event.session_id == self._session_id:
            self._banner.say(self._page.texts(self._doing, percent=round(100 * event.fraction)))

    def start(self) -> None:
        """Score what is due, now or after what is being scored."""
        if self._running:
            self._again = True
            return
        self._start(by_itself=False)

    @property
    def _doing(self) -> str:
        return "report.spelling" if self._by_itself else "report.rescoring"

    def _start(self, *, by_itself: bool) -> None:
        self._running, self._again, self._by_itself = True, False, by_itself
        banner = self._banner = Banner("info", self._page.texts(self._doing, percent=0))
        banner.destroyed.connect(lambda: self._forget(banner))
        self._page.show_banner(banner)
        library = self._page.context.ports.library
        run_in_background(self._page, lambda: library.rescore(self._session_id), self._done, self._failed)

    def _forget(self, banner: Banner) -> None:
        """Another banner has taken its place."""
        if self._banner is banner:
            self._banner = None

    def _change(self, answer: int, make: Callable[[], ReportView]) -> None:
        if self._view is not None:
            for card in self._view.answers:
                if card.index == answer and not card.rescore_due:
                    self._before[answer] = card.score_text
        run_in_background(self._page, make, self._changed, self._refused)

    def _changed(self, view: ReportView) -> None:
        self._take(view)
        self.start()

    def _refused(self, error: Exception) -> None:
        self._page.show_banner(error_banner(self._page.context, error))

    def _take(self, view: ReportView) -> None:
        self._view = view
        self._show(view)

    def _done(self, result: Rescored) -> None:
        self._running, self._banner = False, None
        before = self._view.answers if self._view else ()
        self._take(result.view)
        if self._again:
            self.start()
            return
        self._page.clear_banners()
        for notice in result.notices:
            self._page.banners.addWidget(self._told(notice))
        if self._by_itself:
            if [card.transcript for card in result.view.answers] != [card.transcript for card in before]:
                self._tell_outcome(self._spelled(before, result.view.answers))
        elif not any(answer.rescore_due for answer in result.view.answers):
            self._tell_outcome(self._outcome(result.view.answers))
            self._before.clear()

    def _failed(self, error: Exception) -> None:
        self._running, self._again, self._banner = False, False, None
        self._page.show_banner(error_banner(self._page.context, error, self._retry()))

    def _retry(self) -> Action:
        return Action(self._page.texts("report.rescore"), self.start)

    def _told(self, notice: Notice) -> Banner:
        language = self._page.texts.language
        what, safe, advice = (localise(part, language) for part in (notice.what, notice.safe, notice.action))
        actions = (self._retry(),) if notice.severity == "warning" else ()
        return Banner(notice.severity, what, safe, advice, actions)

    def _tell_outcome(self, text: str) -> None:
        dismiss = Action(self._page.texts("live.dismiss"), self._page.clear_banners)
        self._page.banners.addWidget(Banner("info", text, actions=(dismiss,)))

    def _spelled(self, before: tuple[AnswerCard, ...], answers: tuple[AnswerCard, ...]) -> str:
        """That homophones were set right, and the scores that moved with them."""
        t = self._page.texts
        pairs = zip(before, answers, strict=True)
        moved = [(old, new) for old, new in pairs if new.score is not None and new.score_text != old.score_text]
        lines = [t("report.rescored", label=new.label, before=o.score_text, after=new.score_text) for o, new in moved]
        return " · ".join((t("report.spelled"), *lines))

    def _outcome(self, answers: tuple[AnswerCard, ...]) -> str:
        """The scores that were computed again, before and after."""
        t = self._page.texts
        lines = [
            t(
                "report.rescored_same" if card.score_text == self._before[card.index] else "report.rescored",
                label=card.label, before=self._before[card.index], after=card.score_text,
            )
            for card in answers
            if card.index in self._before and card.score is not None
        ]  # fmt: skip
        return " · ".join(lines) or t("report.rescored_done")
