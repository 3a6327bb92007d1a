"""Words the recogniser may expect: what the question, the résumé and the job description are about."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence

from desktop.domain.question import Question
from desktop.domain.session import Profile
from desktop.domain.speech import Language, Word
from desktop.resources import assets_dir
from desktop.signals.mending import mend_terms

MAX_TERMS = 40
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+#.\-]{1,}")


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
    # The full stop after a sentence's last word is not its own, that of Node.js is.
    latin = (word.rstrip(".-") for word in _LATIN.findall(text))
    found = [word for word in latin if len(word) > 1 and word.lower() not in _common()]
    return found + _lexicon().findall(text)


@functools.cache
def _lexicon() -> re.Pattern[str]:
    """The shipped terms, the longest first, so that 精确率召回率曲线 is one term.

    Word segmentation does not find them: 精确率 comes out as 精确 and 率, and 时用 as a noun.
    """
    return re.compile("|".join(sorted(shipped_terms(), key=lambda term: (-len(term), term))))


@functools.cache
def shipped_terms() -> tuple[str, ...]:
    """Every term of the shipped lists: more than the recogniser can be told, but not more than can be mended."""
    return tuple(term for term in _listed("zh.txt") if len(term) > 1)


def mended(words: Sequence[Word], terms: Sequence[str], language: Language) -> tuple[Word, ...]:
    """What was heard with the ``terms`` expected here, and those of the shipped lists, set right by their sound."""
    return mend_terms(words, terms, language, known=shipped_terms())


@functools.cache
def _common() -> frozenset[str]:
    """Words that are heard without help; as terms they would crowd out those that are not."""
    return frozenset(_listed("common_en.txt"))


def _listed(name: str) -> list[str]:
    lines = (assets_dir() / "terms" / name).read_text(encoding="utf-8").splitlines()
    return [term for line in lines if not line.startswith("#") for term in line.split()]
