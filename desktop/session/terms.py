"""Words the recogniser may expect: what the question, the résumé and the job description are about."""

from __future__ import annotations

import functools
import re
from collections import Counter

from desktop.domain.question import Question
from desktop.domain.session import Profile
from desktop.resources import assets_dir

MAX_TERMS = 40
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+#.\-]{1,}")
_COMMON_WORDS = (
    "the and for with that this from what when how why are was were can you your not but all any have has had will "
    "would about into over than then them they their there which who whom each more most other some such only own same "
    "so too very just tell time give say one two make use used using does did done its his her our out off between "
    "because"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def terms_for(question: Question | None, profile: Profile) -> tuple[str, ...]:
    """Terms in order of importance, at most ``MAX_TERMS``, each once."""
    terms: Counter[str] = Counter()
    if question is not None:
        sources = [question.text, *(point.text for point in question.key_points), question.reference_answer]
        for weight, text in zip([3, *[2] * len(question.key_points), 1], sources, strict=True):
            for term in _terms_in(text):
                terms[term] += weight
    for term in _terms_in(f"{profile.resume} {profile.job}"):
        terms[term] += 1
    return tuple(term for term, _ in terms.most_common(MAX_TERMS))


def _terms_in(text: str) -> list[str]:
    found = [word for word in _LATIN.findall(text) if word.lower() not in _COMMON]
    return found + _lexicon().findall(text)


@functools.cache
def _lexicon() -> re.Pattern[str]:
    """The shipped terms, the longest first, so that 精确率召回率曲线 is one term.

    Word segmentation does not find them: 精确率 comes out as 精确 and 率, and 时用 as a noun.
    """
    lines = (assets_dir() / "terms" / "zh.txt").read_text(encoding="utf-8").splitlines()
    terms = {term for line in lines if not line.startswith("#") for term in line.split() if len(term) > 1}
    return re.compile("|".join(sorted(terms, key=lambda term: (-len(term), term))))
