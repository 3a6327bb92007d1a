"""How a session's settings reach the flow."""

from __future__ import annotations

import pytest

from benchmarks.simulated.hold import MindHere
from desktop.cli import main
from desktop.domain.session import Profile, SessionConfig, usual_minutes, usual_questions
from desktop.interview.flow import InterviewFlow
from desktop.interview.plan import make_plan
from desktop.interview.steps import AnswerReport, Ask, CandidateQuestions, Greet
from desktop.session.conversation import make_flow
from desktop.workers.mind import MindService, MindSettings
from tests.unit.interview.made_bank import made_bank

PROFILE = Profile("", "any", "any", "en")


@pytest.fixture(scope="module")
def mind() -> MindHere:
    return MindHere(MindService(MindSettings(None, threads=1)))


def after_the_first_answer(config: SessionConfig, mind: MindHere, elapsed_s: float) -> object:
    plan = make_plan(made_bank(), config, seed=1)
    flow: InterviewFlow = make_flow(plan, config, mind)  # type: ignore[arg-type]
    assert isinstance(flow.next_step(), Greet)
    first = flow.next_step()
    assert isinstance(first, Ask)
    flow.elapsed(elapsed_s)
    flow.answered(AnswerReport(first.question, 80, {point.id: 0.2 for point in first.question.key_points}))
    return flow.next_step()


def test_a_length_that_was_chosen_is_kept(mind: MindHere) -> None:
    config = SessionConfig(PROFILE, questions=8, minutes=20)
    step = after_the_first_answer(config, mind, 60.0 * 17)
    assert isinstance(step, Ask)
    assert step.reason == "main"
    assert isinstance(after_the_first_answer(config, mind, 60.0 * 19), CandidateQuestions)


def test_a_length_that_follows_from_the_questions_costs_follow_ups_first(mind: MindHere) -> None:
    config = SessionConfig(PROFILE, questions=8)
    assert config.planned_minutes == usual_minutes(8)
    for minutes, kind in ((3, "missing"), (config.planned_minutes, "main")):
        step = after_the_first_answer(config, mind, 60.0 * minutes)
        assert isinstance(step, Ask)
        assert step.reason == kind
    assert isinstance(after_the_first_answer(config, mind, 90.0 * config.planned_minutes), CandidateQuestions)


@pytest.mark.parametrize("questions", [1, 3, 5, 8, 12, 30])
def test_length_and_number_of_questions_belong_together(questions: int) -> None:
    assert usual_questions(usual_minutes(questions)) == questions


def test_a_length_out_of_range_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(["interview", "--role", "any", "--domain", "AI", "--minutes", "2", "--out", "unused"])
    assert code == 2
    assert "--minutes must be 5 to 120" in capsys.readouterr().err
