"""Small decisions of the live loop."""

from dataclasses import replace

from desktop.domain.session import Clarified, Profile
from desktop.domain.speech import Word
from desktop.interview.bank import shipped_bank
from desktop.interview.contradictions import Statements
from desktop.interview.steps import Ask
from desktop.session.conversation import asked, clarified, compare_statements, judged_by
from desktop.session.parts import Heard
from desktop.session.rehearsal import rehearsal
from desktop.session.terms import MAX_TERMS, terms_for

QUESTION = shipped_bank().by_id["accuracy-on-rare-positives"]
MAIN = Ask(QUESTION, QUESTION.text, QUESTION.text, 0, 1, 1)


def heard(text: str) -> Heard:
    words = tuple(Word(word, float(place), place + 0.5, 0.9) for place, word in enumerate(text.split()))
    return Heard(0.0, 9.0, 9.5, "turn_end", words)


def test_a_follow_up_is_judged_by_the_point_it_is_after():
    after = replace(MAIN, index=1, follow_up_of=0, target_point="tradeoff", reason="missing")
    assert [point.id for point in judged_by(after).key_points] == ["tradeoff"]
    assert judged_by(MAIN) is QUESTION


def test_a_follow_up_is_judged_in_its_own_words_and_an_invitation_to_say_more_in_those_of_its_question():
    after = replace(MAIN, text="And what does that cost?", follow_up_of=0, target_point="tradeoff", reason="missing")
    assert asked(after).text == judged_by(after).text == "And what does that cost?"
    assert asked(after).key_points == QUESTION.key_points
    assert asked(replace(after, reason="elaborate")) is QUESTION


def test_a_probe_into_a_claim_is_not_graded():
    probe = replace(MAIN, index=1, follow_up_of=0, target_point="natural-test", reason="claimed")
    assert judged_by(probe).key_points == ()


def test_a_question_about_two_statements_is_not_graded_and_its_answer_not_compared():
    statements = Statements("en")
    before = heard("I used Kafka for the orders.")
    assert compare_statements(statements, MAIN, before, "en") is None
    clearing = replace(MAIN, index=1, follow_up_of=0, reason="clarify")
    assert judged_by(clearing).key_points == ()
    after = heard("I have never used Kafka.")
    assert compare_statements(statements, clearing, after, "en") is None
    found = compare_statements(statements, replace(MAIN, index=2), after, "en")
    grounds = Clarified("used", "Kafka", "I used Kafka for the orders.", "I have never used Kafka.", 0, 2)
    assert clarified(found) == grounds
    assert clarified(None) is None


def test_an_invitation_to_say_more_is_judged_by_the_whole_question():
    more = replace(MAIN, index=1, follow_up_of=0, reason="elaborate")
    assert judged_by(more) is QUESTION


def test_terms_are_those_of_the_question_and_the_papers_without_chaff():
    profile = Profile("", "", "", "zh", resume="做过 LoRA 微调", job="熟悉 Kubernetes")
    terms = terms_for(QUESTION, profile)
    assert {"精确率", "召回率", "阈值", "负样本", "LoRA", "Kubernetes"} <= set(terms)
    assert not {"时用", "我会", "基本", "时候"} & set(terms)
    assert len(terms) <= MAX_TERMS
    assert terms_for(None, Profile("", "", "", "en")) == ()


def test_the_sample_answers_what_it_may_be_asked():
    for language in ("zh", "en"):
        sample = rehearsal(language)
        assert len(sample.plan.items) == 3
        for item in sample.plan.items:
            assert (sample.folder / f"{item.question.id}.ogg").exists()
        source = sample.source()
        source.listening_began(None, None)
        assert source.read(0.1).samples.size


def test_english_terms_are_no_common_words_and_end_without_a_full_stop():
    english = next(q for q in shipped_bank().questions if q.language == "en" and q.kind == "technical")
    terms = terms_for(english, Profile("", "", "", "en", resume="I use Node.js, C++ and Kubernetes."))
    assert {"Node.js", "C++", "Kubernetes"} <= set(terms)
    assert not {"is", "in", "it", "hundred", "the"} & {term.lower() for term in terms}
    assert not any(term.endswith(".") for term in terms)
