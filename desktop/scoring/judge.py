"""A judge ready for use: encoder, calibration and, where there is one, a language model, held together."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.speech import Language, Word
from desktop.domain.stepwise import drained
from desktop.interview.follow_ups import Sought
from desktop.scoring.calibration import PROBE, PROBE_AGAINST, PROBE_UNOPPOSED, Calibration
from desktop.scoring.evidence import PROMPTS, Encoder, Reader, StatementReader
from desktop.scoring.exact import grade_exact
from desktop.scoring.grade import grading
from desktop.scoring.mistakes import preparing


class Judge:
    """Grades answers. What the language model says to an unsure answer is remembered for each key point."""

    def __init__(self, encoder: Encoder, calibration: Calibration, language_model: Reader | None = None) -> None:
        self._encoder = encoder
        self._calibration = calibration
        self._name = language_model.name if language_model else None
        self._readers: Mapping[Language, StatementReader] = (
            {language: _reader(language_model, language, calibration) for language in get_args(Language)}
            if language_model
            else {}
        )

    @property
    def model_name(self) -> str | None:
        """The language model's name; None when judging by embedding alone."""
        return self._name

    def grade(
        self,
        question: Question,
        spoken: Sequence[Word] | str,
        language: Language,
        sought: Sought | None = None,
    ) -> AnswerGrade:
        """The whole of ``grading``."""
        return drained(self.grading(question, spoken, language, sought=sought))

    def grading(
        self,
        question: Question,
        spoken: Sequence[Word] | str,
        language: Language,
        *,
        without_model: bool = False,
        sought: Sought | None = None,
    ) -> Generator[None, None, AnswerGrade]:
        """A calculation by its checker alone; everything else by its key points. ``without_model`` leaves a language
        model that has failed out, and says so; with ``sought`` it is asked only for what choosing a follow-up takes."""
        if question.exact is not None:
            return grade_exact(question, spoken, language)
        reader = None if without_model else self._readers.get(language)
        grade = yield from grading(question, spoken, language, self._encoder, reader, self._calibration, sought)
        failed = without_model and language in self._readers
        return replace(grade, flags=(*grade.flags, "model_failed")) if failed else grade

    def prepare(self, question: Question, language: Language) -> None:
        """The whole of ``preparing``."""
        drained(self.preparing(question, language))

    def preparing(self, question: Question, language: Language) -> Generator[None, None, None]:
        """Does now what does not depend on the answer, so that grading it later is about half as long."""
        reader = self._readers.get(language)
        if reader is not None and question.exact is None:
            yield from reader.preparing([point.text for point in question.key_points], question.text)
            yield from reader.preparing_question(question.text)
            if reader.model_name in self._calibration.mistakes:
                yield from preparing(question.common_mistakes, language, reader)


def _reader(model: Reader, language: Language, calibration: Calibration) -> StatementReader:
    """Reads what the calibration for this model has a use for."""
    wanted = calibration.signals(model.name, language)
    read = (*PROMPTS[language].questions, PROBE, PROBE_AGAINST, PROBE_UNOPPOSED)
    signals = [signal for signal in read if signal in wanted]
    return StatementReader(model, language, signals, calibration.probes.get(model.name))
