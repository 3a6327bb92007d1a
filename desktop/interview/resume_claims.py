"""What a résumé says about the subject of a claim, where it says it plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.interview.claim import Claim

_LINE = re.compile(r"[^\n。；;]+")
_NOT_OWN = re.compile(
    r"(?i)\b(?:basics?|familiar|beginner|learning|course\w*|interested|another|other|team's|run by|by the|switch)\b"
    r"|了解|学习|课程|其他部门|别的部门|入门|自学|兴趣"
)
_DEGREES = {
    "master's degree": r"\bM\. ?(?:Sc|A|Eng)\b|\b(?:MSc|MEng|[Mm]aster)\b",
    "PhD": r"\bPh\.? ?D\b|\b[Dd]octorate\b|\bDr\.",
    "bachelor's degree": r"\bB\. ?(?:Sc|A|Eng)\b|\b(?:BSc|BEng|[Bb]achelor)\b",
    "硕士": "硕士|研究生",
    "博士": "博士",
    "本科": "本科|学士",
}
_LED = re.compile(
    r"(?i)\b(?:led|managed) (?:a|the) team of \w+|\bteam lead\b|[带管](?:了|领|理)? ?(?:一个)? ?\d+ ?人的?团队|组长"
)
_GRADUATED = re.compile(r"(?i)graduated(?: in)? ((?:19|20)\d\d)|((?:19|20)\d\d) ?年毕业")


def resume_claims(resume: str, claim: Claim) -> Iterator[Claim]:
    """Claims of the résumé of the same kind and subject as ``claim``. Their quotes are lines of the résumé."""
    if claim.kind == "years":
        yield from _years(resume, claim.subject)
        return
    for match in _LINE.finditer(resume):
        line = match.group().strip()
        if claim.kind == "used" and not _NOT_OWN.search(line) and _names(line, claim.subject):
            yield Claim("used", claim.subject, 1.0, line)
        elif claim.kind == "degree" and claim.value == 0.0 and re.search(_DEGREES[claim.subject], line):
            yield Claim("degree", claim.subject, 1.0, line)
        elif (claim.kind, claim.subject) == ("done", "team lead") and _LED.search(line):
            yield Claim("done", claim.subject, 1.0, line)
        elif claim.kind == "graduated" and claim.subject:
            yield from _graduated(line, claim.subject)


def _names(line: str, tool: str) -> bool:
    """Whether the line names the tool itself, not something longer ("Kafka Streams")."""
    return re.search(rf"(?<!\w)(?i:{re.escape(tool)})(?![\w+#]| [A-Z])", line) is not None


def _graduated(line: str, degree: str) -> Iterator[Claim]:
    """The year beside the degree, in a line that names no other."""
    named = [name for name, pattern in _DEGREES.items() if re.search(pattern, line)]
    years = _GRADUATED.findall(line)
    if named == [degree] and len(years) == 1:
        yield Claim("graduated", degree, float(years[0][0] or years[0][1]), line)


def _years(resume: str, subject: str) -> Iterator[Claim]:
    """Years that stand beside a tool: "Python (8 years)", "8 years of Python", "Python 8 年"."""
    name, number = re.escape(subject), r"(\d{1,2})(\+?)"
    patterns = (
        rf"(?i)(?<!\w){name} ?[(（:：,，]? ?{number} ?(?:years?|年)",
        rf"(?i)\b{number} ?(?:years? (?:of )?(?:experience (?:with|in) )?|年 ?的? ?){name}(?![\w+#])",
    )
    for pattern in patterns:
        for match in re.finditer(pattern, resume):
            yield Claim("years", subject, float(match[1]), match.group().strip(" (（"), bool(match[2]))
