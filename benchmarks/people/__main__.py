"""`python -m benchmarks.people [--write]`: what would be asked of ten invented persons, and why, for reading.

With ``--write`` the transcripts go to ``docs/interviews``. What stands there is what the program says when every answer
is whole: greeting, transitions and questions. Under each question stand the follow-ups that something missing in the
answer would call for.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.people import LANGUAGES, people
from desktop.domain.session import SessionConfig
from desktop.interview.bank import QuestionBank, load_bank
from desktop.interview.explain import explain
from desktop.interview.flow import InterviewFlow
from desktop.interview.plan import make_plan
from desktop.interview.steps import AnswerReport, Ask, CandidateQuestions, Done
from desktop.resources import assets_dir

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "interviews"
HEADS = {
    "en": ("Résumé", "Job description", "Why this plan", "The interview", "if missing"),
    "zh": ("简历", "职位描述", "为什么这样安排", "面试", "没有说到时追问"),
}


def transcript(name: str, config: SessionConfig, bank: QuestionBank) -> str:
    """One interview as Markdown."""
    profile = config.profile
    resume, job, why, interview, missing = HEADS[profile.language]
    plan = make_plan(bank, config, seed=config.seed)
    lines = [f"# {profile.name} · {profile.role} ({name})", ""]
    lines += [
        f"## {resume}",
        "",
        "```text",
        profile.resume,
        "```",
        "",
        f"## {job}",
        "",
        "```text",
        profile.job,
        "```",
        "",
    ]
    lines += [f"## {why}", "", *(f"- {line}" for line in explain(plan, profile.language)), "", f"## {interview}", ""]
    flow = InterviewFlow(plan, name=profile.name)
    while not isinstance(step := flow.next_step(), Done):
        if isinstance(step, Ask):
            # Neither missed nor claimed for sure: nothing is followed up.
            unsure = {point.id: 0.5 for point in step.question.key_points}
            flow.answered(AnswerReport(step.question, 100, unsure))
            lines += [f"**{step.number}.** {step.lead_in} **{step.text}**", ""]
            lines += [f"- {missing}: {item.text}" for item in step.question.follow_ups if item.when_missing]
            lines += [""]
        else:
            lines += [step.spoken, ""]
            if isinstance(step, CandidateQuestions):
                flow.skipped()
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the transcripts in docs/interviews")
    args = parser.parse_args()
    bank = load_bank(assets_dir() / "questions")
    for language in LANGUAGES:
        for name, config in people(language).items():
            text = transcript(name, config, bank)
            if args.write:
                (FOLDER / language).mkdir(parents=True, exist_ok=True)
                (FOLDER / language / f"{name}.md").write_text(text, encoding="utf-8")
            else:
                print(text)


if __name__ == "__main__":
    main()
