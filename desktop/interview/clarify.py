"""How a contradiction is asked about: both sides as understood, a possible mishearing admitted, no verdict."""

from __future__ import annotations

from desktop.domain.speech import Language
from desktop.interview.claim import Claim, ClaimKind
from desktop.interview.contradictions import Contradiction
from desktop.interview.lines import plain_name

# For each language: question by whether it rests on the résumé, in the order in which they are used.
_QUESTIONS: dict[Language, dict[bool, tuple[str, ...]]] = {
    "en": {
        False: (
            "Earlier I understood {earlier}, and just now {later}. Did I mishear, or how do the two fit together?",
            "I may have misheard something. Before, I noted {earlier}, and now {later}. How do these go together?",
        ),
        True: (
            "Your résumé {earlier}, and just now I understood {later}. Did I mishear, or how do the two fit together?",
            "I may have misheard something. Just now I noted {later}, but your résumé {earlier}. How do these fit?",
        ),
    },
    "zh": {
        False: (
            "前面我理解的是{earlier}，刚才听到的是{later}。是我听错了，还是可以帮我把这两点对一下？",
            "我可能有个地方没听准：之前我记的是{earlier}，现在是{later}。这两点是什么关系呢？",
        ),
        True: (
            "你的简历上{earlier}，刚才我听到的是{later}。是我听错了，还是可以帮我把这两点对一下？",
            "我可能有个地方没听准：刚才我记的是{later}，而简历上{earlier}。可以说明一下吗？",
        ),
    },
}

_SAID: dict[Language, dict[ClaimKind, tuple[str, str]]] = {
    "en": {
        "used": ("that you have never worked with {x}", "that you have worked with {x}"),
        "years": ("", "that you have {n} of experience with {x}"),
        "tenure": ("", "that you spent {n} at {x}"),
        "team": ("", "that there were {n} people on the team"),
        "made": ("that the {x} came from somebody else", "that you made the {x} yourself"),
        "length": ("", "that the {x} took about {n}"),
        "live": ("that it did not go into production", "that it went into production"),
        "degree": ("that you did not do a {x}", "that you have a {x}"),
        "graduated": ("", "that you graduated in {n}"),
    },
    "zh": {
        "used": ("你没有用过 {x}", "你用过 {x}"),
        "years": ("你有 {n}的 {x} 经验", "你有 {n}的 {x} 经验"),
        "tenure": ("你在{x}工作了 {n}", "你在{x}工作了 {n}"),
        "team": ("团队一共 {n} 个人", "团队一共 {n} 个人"),
        "made": ("{x}是别人做的", "{x}是你自己做的"),
        "length": ("{x}用了大约 {n}", "{x}用了大约 {n}"),
        "live": ("它没有上线", "它上线了"),
        "degree": ("你没有读{x}", "你读过{x}"),
        "graduated": ("你是 {n} 年毕业的", "你是 {n} 年毕业的"),
    },
}
_DONE: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "team lead": ("that you have not led a team so far", "that you have led a team"),
        "on call": ("that you have never been on call", "that you have been on call"),
        "publication": ("that you have not published anything yet", "that you have published"),
        "one company": ("that there was another company before", "that you have worked for one company only"),
        "no job": ("that you have a job at the moment", "that you are between jobs at the moment"),
    },
    "zh": {
        "team lead": ("你还没有带过团队", "你带过团队"),
        "on call": ("你没有值过班", "你值过班"),
        "publication": ("你还没有发表过论文", "你发表过论文"),
        "one company": ("在这之前还有一家公司", "你只待过一家公司"),
        "no job": ("你现在有工作", "你现在没有在上班"),
    },
}
_RESUME: dict[Language, dict[ClaimKind, str]] = {
    "en": {
        "used": "mentions {x}",
        "years": "gives {n} for {x}",
        "degree": "lists a {x}",
        "graduated": "gives {n} as the year of your {x}",
        "done": "mentions leading a team",
    },
    "zh": {
        "used": "提到了 {x}",
        "years": "写的是 {n} {x}",
        "degree": "写的是{x}",
        "graduated": "写的是 {n} 年{x}毕业",
        "done": "提到带过团队",
    },
}


def clarifying_question(found: Contradiction, number: int, language: Language) -> str:
    """The ``number``-th (from 0) such question of an interview. Of the person's words only names and numbers are in
    it."""
    from_resume = found.earlier_index is None
    forms = _QUESTIONS[language][from_resume]
    earlier = _resume(found.earlier, language) if from_resume else _said(found.earlier, language)
    return forms[number % len(forms)].format(earlier=earlier, later=_said(found.later, language))


def _said(claim: Claim, language: Language) -> str:
    words = _DONE[language][claim.subject] if claim.kind == "done" else _SAID[language][claim.kind]
    return words[claim.value > 0].format(x=plain_name(claim.subject), n=_amount(claim, language))


def _resume(claim: Claim, language: Language) -> str:
    return _RESUME[language][claim.kind].format(x=plain_name(claim.subject), n=_amount(claim, language))


def _amount(claim: Claim, language: Language) -> str:
    if claim.kind == "length":
        return _weeks(claim.value, language)
    number = f"{claim.value:g}"
    if claim.kind not in ("years", "tenure"):
        return number
    if language == "zh":
        return f"{number} 年多" if claim.at_least else f"{number} 年"
    bound = "more than " if claim.at_least else ""
    return f"{bound}{number} {'year' if claim.value == 1 else 'years'}"


def _weeks(weeks: float, language: Language) -> str:
    """In weeks up to two months, then in months."""
    many, (singular, plural, zh) = (
        (round(weeks), ("week", "weeks", "周")) if weeks <= 8 else (round(weeks / 4.3), ("month", "months", "个月"))
    )
    if language == "zh":
        return f"{max(1, many)} {zh}"
    return f"{max(1, many)} {singular if many <= 1 else plural}"
