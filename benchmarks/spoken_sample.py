"""A sample interview of any length: questions from the bank, answered by their reference answers, spoken here."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from desktop.domain.question import Question
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import shipped_bank
from desktop.interview.plan import make_plan
from desktop.resources import assets_dir
from desktop.session.runtime import Runtime
from tools.make_sample_answers import write_answer

# Long enough to be an answer, short enough that eight of them are no lecture. In characters.
LONGEST = {"zh": 150, "en": 420}
PEOPLE: dict[Language, Profile] = {
    "zh": Profile("李想", "算法工程师", "AI", "zh"),
    "en": Profile("Alex", "machine learning engineer", "AI", "en"),
}


def speak_sample(language: Language, count: int, folder: Path) -> Path:
    """Writes ``sample.yaml`` and one OGG an answer into ``folder``, as ``desktop.session.rehearsal`` reads them."""
    profile = PEOPLE[language]
    plan = make_plan(shipped_bank(), SessionConfig(profile, questions=count + 4), seed=1)
    # A drawn question is not in the bank: a sample, which names its questions, could not be read back.
    questions = [one.question for one in plan.items if one.question.exact is None][:count]
    shipped = yaml.safe_load((assets_dir() / "sample" / language / "sample.yaml").read_text(encoding="utf-8"))
    answers = {name: shipped["answers"][name] for name in ("closing", "no-questions", "no-more")}
    for question in questions:
        answers.update(_answers(question, language))
    sample = {
        "name": profile.name, "role": profile.role, "domain": profile.domain, "resume": "", "job": "",
        "questions": [question.id for question in questions],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sample.yaml").write_text(yaml.safe_dump(sample, allow_unicode=True), encoding="utf-8")
    synthesizer = Runtime(None).synthesizer()
    for name, text in answers.items():
        if not (folder / f"{name}.ogg").exists():
            write_answer(synthesizer, folder / f"{name}.ogg", text, language, shipped["voice"])
    return folder


def _answers(question: Question, language: Language) -> dict[str, str]:
    told = ""
    for sentence in re.findall(r"[^。！？.!?]+(?:\.\d[^。！？.!?]*)*[。！？.!?]*\s*", question.reference_answer):
        if told and len(told) + len(sentence) > LONGEST[language]:
            break
        # People think between two thoughts.
        told += f"[1.3] {sentence}" if told else sentence
    points = {point.id: point.text for point in question.key_points}
    more = {
        f"{question.id}.{target}": points[target]
        for follow_up in question.follow_ups
        if (target := follow_up.when_missing or follow_up.when_claimed) in points
    }
    return {question.id: told, **more}
