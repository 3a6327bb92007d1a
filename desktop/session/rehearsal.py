"""The shipped sample interview: recorded answers to known questions, so that a new machine can show the whole loop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from desktop.capture.audio_file import RecordedCandidate
from desktop.domain.errors import InputError
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import shipped_bank
from desktop.interview.plan import InterviewPlan, PlannedQuestion, make_plan
from desktop.resources import assets_dir


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A plan, the settings to hold it with, and where its answers are."""

    plan: InterviewPlan
    config: SessionConfig
    folder: Path

    def source(self, *, flat_out: bool = True) -> RecordedCandidate:
        """The sample candidate: answers what it was recorded for and says nothing to anything else."""

        own_questions = ["closing", "no-questions"]

        def pick(question_id: str | None, target_point: str | None) -> Path | None:
            if question_id is None:
                return self.folder / f"{own_questions.pop(0)}.ogg" if own_questions else None
            exact = self.folder / (f"{question_id}.{target_point}.ogg" if target_point else f"{question_id}.ogg")
            return exact if exact.exists() else self.folder / "no-more.ogg"

        return RecordedCandidate(pick, flat_out=flat_out)


def rehearsal(language: Language, folder: Path | None = None) -> Rehearsal:
    """The sample interview in one language, or the one in ``folder``. Raises ``InputError`` when it is not there."""
    folder = folder or assets_dir() / "sample" / language
    try:
        sample = yaml.safe_load((folder / "sample.yaml").read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"The sample interview is not here ({error}).", action="Install Candid again.") from error
    bank = shipped_bank()
    questions = [bank.by_id[name] for name in sample["questions"]]
    profile = Profile(sample["name"], sample["role"], sample["domain"], language, sample["resume"], sample["job"])
    config = SessionConfig(
        profile, questions=len(questions), camera=str(assets_dir() / "sample" / "candidate.mp4"), keep_video=False
    )
    chosen = make_plan(bank, config, seed=0)
    reasons = {item.question.id: item.reasons for item in chosen.items}
    items = tuple(PlannedQuestion(question, reasons.get(question.id, ())) for question in questions)
    # Without a pool nothing is exchanged for a question that has no recorded answer.
    plan = InterviewPlan(
        language, profile.role, profile.domain, config.difficulty, 0, items, chosen.closing, (), chosen.wanted
    )
    return Rehearsal(plan, config, folder)
