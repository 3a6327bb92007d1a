"""Signals that a key point was covered: nearest clause by embedding, shared terms, and a language model's reading."""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from desktop.domain.question import KeyPoint
from desktop.domain.speech import Language
from desktop.domain.stepwise import drained
from desktop.scoring.calibration import PROBE_ANSWERS, LinearProbe
from desktop.scoring.clauses import Clause
from desktop.scoring.lexicon import FUNCTION_WORDS, units

log = logging.getLogger(__name__)

MAX_ANSWER_TOKENS = 2200
_WIDEST = 3  # clauses that together may carry one point


class Encoder(Protocol):
    """Unit sentence vectors, (n, d) float32."""

    def encode(self, texts: Sequence[str]) -> Any: ...


class Reader(Protocol):
    """The part of a language model that judging needs."""

    name: str

    def chat(self, system: str, *parts: str) -> tuple[str, ...]: ...

    def clip(self, text: str, limit: int) -> str: ...

    def data(self, text: str) -> str: ...

    def yes_minus_no(self, prompt: Sequence[str]) -> float: ...

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> Any: ...

    def taking_in(self, prompt: Sequence[str]) -> Generator[None, None, None]: ...


@dataclass(frozen=True, slots=True)
class Nearest:
    """The window of clauses closest to a point: cosine similarity, and first and last clause (−1 when none)."""

    similarity: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class JudgePrompt:
    """The wording put to the language model; question and answer stand in the user's message as data.

    ``question`` and ``answer`` go before these where the question is read, too. ``questions`` by the signal that the
    answer to them is: "yes", whether the text expresses the statement, and "against", whether it contradicts it.
    ``answers`` is the statement that the text is one to a question, ``answers_it`` to the question before it.
    """

    system: str
    text: str
    question: str
    answer: str
    statement: str
    questions: Mapping[str, str]
    unsure: str
    answers: str
    answers_it: str


PROMPTS: Mapping[Language, JudgePrompt] = {
    "en": JudgePrompt(
        "You check whether a text expresses a statement.",
        "Text:\n",
        "Question: ",
        "\nAnswer: ",
        "\n\nStatement: ",
        {
            "yes": "\nDoes the text express this statement? Answer yes or no.",
            "against": "\nDoes the text contradict this statement? Answer yes or no.",
        },
        "I am not sure.",
        "The text answers the question: {}",
        "The answer answers the question.",
    ),
    "zh": JudgePrompt(
        "你检查一段文字是否表达了某个陈述。",
        "文字：\n",
        "问：",
        "\n答：",
        "\n\n陈述：",
        {
            "yes": "\n这段文字表达了这个陈述吗？请回答“是”或“否”。",
            "against": "\n这段文字与这个陈述相矛盾吗？请回答“是”或“否”。",
        },
        "我不太确定。",
        "这段文字回答了这个问题：{}",
        "这个回答回答了这个问题。",
    ),
}


def windows(clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Stretches of one to three clauses that were said one after the other, as (first, last)."""
    spans = [(i, i + width) for width in range(_WIDEST) for i in range(len(clauses) - width)]
    return [(i, j) for i, j in spans if clauses[j].position - clauses[i].position == j - i]


def window_text(clauses: Sequence[Clause], first: int, last: int, language: Language) -> str:
    space = " " if language == "en" else ""
    return space.join(clause.match for clause in clauses[first : last + 1] if clause.match)


def nearest(
    points: Sequence[KeyPoint], clauses: Sequence[Clause], language: Language, encoder: Encoder
) -> list[Nearest]:
    """For each point the closest window, by the point's text or any of its ``said_like`` wordings."""
    spans = windows(clauses)
    if not spans or not points:
        return [Nearest(0.0, -1, -1) for _ in points]
    heard = encoder.encode([window_text(clauses, first, last, language) for first, last in spans])
    found = []
    for point in points:
        cosines = (encoder.encode([point.text, *point.said_like]) @ heard.T).max(axis=0)
        # A wider window must earn its place: the quote should be as short as what it proves.
        widths = np.array([last - first for first, last in spans])
        best = int(np.argmax(cosines - 0.02 * widths))
        found.append(Nearest(float(np.clip(cosines[best], -1.0, 1.0)), *spans[best]))
    return found


def shared_terms(point: KeyPoint, text: str, language: Language) -> float:
    """Share (0–1) of the point's content that the answer also uses: words, in Chinese pairs of ideographs."""
    wanted, said = _terms(point.text, language), _terms(text, language)
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _terms(text: str, language: Language) -> set[str]:
    function = FUNCTION_WORDS[language]
    words = units(text, language)
    if language == "en":
        return {word[:6] for word in words if word not in function and len(word) > 2}
    terms = {word for word in words if word.isascii()}
    pairs = itertools.pairwise(words)
    return terms | {a + b for a, b in pairs if not (a.isascii() or b.isascii() or {a, b} & function)}


class StatementReader:
    """Asks the language model about statements and one text; remembers what it says to an unsure answer.

    An answer is read after its question where the ``probe`` is made for that.
    ``signals`` names what is read of each point: questions, of which it is the logit of a yes minus that of a no, and
    what the ``probe`` reads from the model's states. A model that fails, or gives what is no number, finds nothing:
    None.
    """

    def __init__(
        self, model: Reader, language: Language, signals: Sequence[str], probe: LinearProbe | None = None
    ) -> None:
        self.model_name = model.name
        self._model = model
        self._signals = signals
        self._probe = probe
        self._language: Language = language
        self._prompt = PROMPTS[language]
        self._unsure: dict[tuple[str, str], dict[str, float]] = {}

    def reading(
        self,
        question: str,
        points: Sequence[KeyPoint],
        clauses: Sequence[Clause],
        found: Sequence[Nearest],
        enough: Callable[[int, dict[str, float]], bool] | None = None,
    ) -> Generator[None, None, list[dict[str, float] | None] | None]:
        """The signals of each point, minus the same after an unsure answer. A step is a part of the text or a point.

        Of an answer that is too long to be read at once a point is read in the part that holds its nearest window.
        With ``enough`` points are read in their order until it says so, given a point's place and figures; of the
        others there are none.
        """
        parts = self._parts(clauses)
        own = [next((n for n, (_, last) in enumerate(parts) if near.first <= last), 0) for near in found]
        gains: list[dict[str, float] | None] = [None] * len(points)
        # Otherwise part by part, so that each is taken in once.
        places = range(len(points)) if enough else sorted(range(len(points)), key=lambda place: own[place])
        for place in places:
            text = window_text(clauses, *parts[own[place]], self._language)
            yield from self.preparing([points[place].text], question)
            yield from self._taking_in(text, question)
            gained = gains[place] = self.gains(text, points[place].text, self._signals, question)
            if gained is None:
                return None
            if enough and enough(place, gained):
                break
            yield
        return gains

    def answering(self, question: str, clauses: Sequence[Clause]) -> Generator[None, None, float | None]:
        """The signal that this is an answer to ``question``; of one that is too long to be read at once, the highest of
        its parts. Only for who ``tells_answers``; None where the model fails."""
        yield from self.preparing_question(question)
        found = []
        for first, last in self._parts(clauses):
            text = window_text(clauses, first, last, self._language)
            yield from self._taking_in(text, question)
            gained = self.gains(text, self.answers(question), [PROBE_ANSWERS], question)
            if gained is None:
                return None
            found.append(gained[PROBE_ANSWERS])
        return max(found, default=None)

    def preparing_question(self, question: str) -> Generator[None, None, None]:
        """For ``answering`` what ``preparing`` is for the points."""
        if self.tells_answers(question):
            yield from self.preparing([self.answers(question)], question, [PROBE_ANSWERS])

    def tells_answers(self, question: str) -> bool:
        """Whether there is a probe for it."""
        return bool(question.strip()) and self._probe is not None and self._probe.gives(PROBE_ANSWERS)

    def gains(self, text: str, statement: str, signals: Sequence[str], question: str = "") -> dict[str, float] | None:
        """Those figures of one statement and a short text, given to ``question``; None where the model fails."""
        drained(self.preparing([statement], question, signals))
        base = self._unsure.get((self._read_first(question), statement), {})
        read = self._read(text, question, statement, signals)
        if read is None or not set(signals) <= set(base):
            return None
        gained = {signal: read[signal] - base[signal] for signal in signals}
        probe = self._probe
        if probe is None:
            return gained
        return {name: probe.signal(name, gain) if probe.gives(name) else gain for name, gain in gained.items()}

    def preparing(
        self, statements: Sequence[str], question: str = "", signals: Sequence[str] | None = None
    ) -> Generator[None, None, None]:
        """Does the part that does not depend on the answer, for instance while the answer is being given. ``signals``:
        those of points unless others are named. A step is a statement."""
        for statement in statements:
            known = self._unsure.setdefault((self._read_first(question), statement), {})
            open_ = [signal for signal in signals or self._signals if signal not in known]
            if open_ and (read := self._read(self._prompt.unsure, question, statement, open_)) is not None:
                known.update(read)
                yield

    def _parts(self, clauses: Sequence[Clause]) -> list[tuple[int, int]]:
        """The fewest stretches of clauses, as (first, last), that can be read at once."""
        parts: list[tuple[int, int]] = []
        first, end = 0, len(clauses) - 1
        while first <= end:
            fits = len(self._model.clip(window_text(clauses, first, end, self._language), MAX_ANSWER_TOKENS))
            last = first
            while last < end and len(window_text(clauses, first, last + 1, self._language)) <= fits:
                last += 1
            parts.append((first, last))
            first = last + 1
        return parts

    def _taking_in(self, text: str, question: str) -> Generator[None, None, None]:
        try:
            yield from self._model.taking_in(self.before(text, question)[0])
        except (RuntimeError, ValueError):
            log.exception("the language model could not take in %d characters", len(text))

    def _read(self, text: str, question: str, statement: str, signals: Sequence[str]) -> dict[str, float] | None:
        try:
            read = self._figures(text, question, statement, signals)
        except (RuntimeError, ValueError):
            log.exception("the language model could not read %d characters", len(text))
            return None
        return read if all(map(math.isfinite, read.values())) else None

    def _figures(self, text: str, question: str, statement: str, signals: Sequence[str]) -> dict[str, float]:
        before, end = self.before(text, question)
        before.append(self._model.data(statement))
        questions, probe = self._prompt.questions, self._probe
        asked = [name for name in signals if name in questions]
        read = {name: self._model.yes_minus_no([*before, questions[name] + end]) for name in asked}
        if probe and (probed := [name for name in signals if probe.gives(name)]):
            states = self._model.states([*before, questions[probe.question] + end], probe.layers)
            read |= {name: probe.value(name, states) for name in probed}
        return read

    def before(self, text: str, question: str) -> tuple[list[str], str]:
        """What stands before every statement about ``text``, and what ends the prompt."""
        prompt, model = self._prompt, self._model
        asked = [prompt.text]
        if first := self._read_first(question):
            asked = [prompt.text + prompt.question, model.data(first), prompt.answer]
        *before, end = model.chat(prompt.system, *asked, model.data(text), prompt.statement)
        return before, end

    def answers(self, question: str) -> str:
        """The statement that a text is an answer to ``question``."""
        prompt = self._prompt
        return prompt.answers_it if self._read_first(question) else prompt.answers.format(question)

    def _read_first(self, question: str) -> str:
        return question if self._probe is not None and self._probe.after_question else ""
