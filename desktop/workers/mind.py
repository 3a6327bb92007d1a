"""The judge as a service of a child process: the language model's memory and crashes stay there."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.speech import Language, Word
from desktop.interview.follow_ups import Sought
from desktop.interview.opening import Opening, write_openings
from desktop.resources import assets_dir
from desktop.scoring.calibration import load_calibration
from desktop.scoring.judge import Judge
from desktop.signals.homophones import HomophoneMender
from desktop.signals.turn_text import last_words, unfinished_by_model
from models.embedding import SentenceEncoder
from models.language import LanguageModel


@dataclass(frozen=True, slots=True)
class MindSettings:
    """``model_path`` None: no language model, judge by embedding alone. ``context`` in tokens."""

    model_path: str | None
    threads: int = 2
    context: int = 3072


@dataclass(frozen=True, slots=True)
class GradeRequest:
    """``without_model``: judge by embedding alone, because the language model has failed on this answer. ``sought``:
    only what choosing a follow-up takes is wanted."""

    id: int
    question: Question
    words: tuple[Word, ...]
    language: Language
    without_model: bool = False
    sought: Sought | None = None


@dataclass(frozen=True, slots=True)
class GradeReply:
    id: int
    grade: AnswerGrade


@dataclass(frozen=True, slots=True)
class PrepareRequest:
    """Do what does not depend on the answer while it is being given."""

    id: int
    question: Question
    language: Language


@dataclass(frozen=True, slots=True)
class PrepareReply:
    id: int


@dataclass(frozen=True, slots=True)
class EncodeRequest:
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EncodeReply:
    """Unit rows, float32, shape (texts, 512)."""

    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EndingRequest:
    """How likely the clause at the end of ``text`` goes on. Only the last words count."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class EndingReply:
    """0–1; None without a language model."""

    unfinished: float | None


@dataclass(frozen=True, slots=True)
class OpeningsRequest:
    """Openings before ``asks`` from ``passages`` of the answer. To be put aside: judging comes first. A later one ends
    an earlier one that is still being written, and one without asks only does that."""

    id: int
    asks: tuple[str, ...]
    passages: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class OpeningsReply:
    """Empty without a language model, and where no passage is near."""

    id: int
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class SpellRequest:
    """``words`` of a Mandarin answer to ``question``, to be written as what makes sense where it sounds the same."""

    words: tuple[Word, ...]
    question: str


@dataclass(frozen=True, slots=True)
class SpellReply:
    """The same words without a language model."""

    words: tuple[Word, ...]


MindRequest = GradeRequest | PrepareRequest | EncodeRequest | EndingRequest | OpeningsRequest | SpellRequest
MindReply = GradeReply | PrepareReply | EncodeReply | EndingReply | OpeningsReply | SpellReply


class MindService:
    """Built in the child. Raises ``ModelMissing`` or ``InputError`` when the weights cannot be used."""

    def __init__(self, settings: MindSettings) -> None:
        self._model = (
            LanguageModel(settings.model_path, settings.threads, settings.context) if settings.model_path else None
        )
        self._encoder = SentenceEncoder(settings.threads)
        self._judge = Judge(self._encoder, load_calibration(assets_dir()), self._model)
        self._homophones = HomophoneMender(self._model) if self._model else None
        self._openings = 0
        self._written: dict[str, str] = {}

    def handle(self, request: MindRequest) -> MindReply | Generator[None, None, MindReply]:
        """The same request always gets the same reply. What takes long is done by a generator, a step at a time, so
        that whether a clause is finished is known soon."""
        match request:
            case GradeRequest():
                return self._grading(request)
            case PrepareRequest():
                return self._preparing(request)
            case EncodeRequest():
                return EncodeReply(self._encoder.encode(request.texts))
            case EndingRequest():
                return EndingReply(self._unfinished(request.text, request.language))
            case OpeningsRequest():
                self._openings = request.id
                return self._write(request)
            case SpellRequest():
                return self._spelling(request)

    def _grading(self, request: GradeRequest) -> Generator[None, None, GradeReply]:
        grade = yield from self._judge.grading(
            request.question, request.words, request.language,
            without_model=request.without_model, sought=request.sought,
        )  # fmt: skip
        return GradeReply(request.id, grade)

    def _preparing(self, request: PrepareRequest) -> Generator[None, None, PrepareReply]:
        yield from self._judge.preparing(request.question, request.language)
        return PrepareReply(request.id)

    def _unfinished(self, text: str, language: Language) -> float | None:
        recent = last_words(text, language)
        if self._model is None or not recent:
            return None
        end, comma = self._model.ending(recent)
        return unfinished_by_model(end, comma, text, language)

    def _spelling(self, request: SpellRequest) -> Generator[None, None, SpellReply]:
        if self._homophones is None:
            return SpellReply(request.words)
        words = yield from self._homophones.mending(request.words, request.question)
        return SpellReply(words)

    def _write(self, request: OpeningsRequest) -> Generator[None, None, OpeningsReply]:
        if self._model is None:
            return OpeningsReply(request.id, ())
        work = write_openings(
            request.asks, request.passages, request.language, model=self._model, encoder=self._encoder,
            written=self._written,
        )  # fmt: skip
        while self._openings == request.id:
            try:
                next(work)
            except StopIteration as done:
                return OpeningsReply(request.id, done.value)
            yield
        work.close()
        return OpeningsReply(request.id, ())
