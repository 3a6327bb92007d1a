"""Claims in spoken English."""

# ruff: noqa: E501 - patterns read better whole
from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.interview.claim import Claim, ClaimKind

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\S)[^.!?;\n]+)*[.!?;]?")
_FILLER = re.compile(
    r"(?i)(?<![\w'])(?:um+|uh+|uhm|er|erm|hmm|you know|i mean|kind of|sort of|basically|obviously),?\s+"
)
_NAME = r"(?:[A-Z][\w+#/-]*(?:\.(?=\w)[\w+#/-]+)*)"
_NAMES = rf"(?P<x>{_NAME}(?: [A-Z0-9][\w+#/-]*){{0,2}})"
_LIST = rf"(?P<x>{_NAME}(?: [A-Z0-9][\w+#/-]*){{0,2}}(?:(?:, and|, or|,| and| or| with| plus) {_NAME}(?: [A-Z0-9][\w+#/-]*){{0,2}})*)"
_ADVERB = r"(?: (?:really|actually|honestly|personally|mostly|mainly|always|only|just|also|even|myself|basically|probably|primarily|heavily|ever|once))*"
_NUMBER_WORDS = [
    "a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_NUMBER = rf"(?P<bound>(?:more than |over |at least ))?(?:(?:about|around|roughly|almost|nearly|maybe|like|only|just|close to|probably|the last|the past|now|a (?:bit|little) (?:more than|over)) )*(?P<n>\d{{1,2}}(?:\.\d)?|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})(?P<plus>\+| plus)?(?: or so)?"
_YEARS = rf"{_NUMBER}(?P<half> and a half)? years?"
# The clause must be over, or go on to something else: "Kafka Streams", "Kafka in production" limit what was denied.
_END = r"(?=\s*(?:$|[.,;:!?)]|\b(?:so|but|because|before(?=[.,]|$)|yet|myself|personally|honestly|to be honest|at all|or anything|either|though|and I)\b))"
_LIMITED_AFTER = re.compile(
    r"(?i)^[\s,]*(?:except|besides|apart from|other than|outside|only|in production|professionally|at scale|until|"
    r"back then|at that|in that|at the time|there\b|but (?:only|just|I (?:did|have|'ve|used))\b)"
)
_SUPPOSED = re.compile(
    r"(?i)[\"“”]|\b(?:if|unless|imagine|suppose|pretend|wish|let's say|say I|said|saying|thinks?|thought|someone|somebody|people|"
    r"they|you|he|she|who|would|could|might|until|as if|at (?:that|the) (?:time|point|first)|back then|"
    r"in the beginning|at first)\b|\blike,"
)
_UNREAL = re.compile(r"(?i)\b(?:if|unless|would|could|might|wish|said)\b|[\"“”]")
_CORRECTED = re.compile(
    r"(?i)\b(?:sorry|no,? wait|wait,|i mean|scratch that|correction|actually no|or rather)|(?<=.)\bno,"
)
_AS_WORD = re.compile(r"(?i)^(?:'s)?,? (?:as an? (?:example|analogy|metaphor)|for example|analogy|example|in mind)")

_NOT_DONE = r"(?:used|worked with|touched|tried|programmed in|coded in|written (?:a (?:single )?line (?:of (?:code in )?|in )|any |anything in |code in )|(?:done|built) (?:any|anything (?:with|in)))"
_NEVER = (
    re.compile(rf"\bI(?:'ve| have){_ADVERB} never(?: (?:actually|personally|ever|even))? {_NOT_DONE} ?{_LIST}{_END}"),
    re.compile(rf"\bI (?:haven't|have not|'ve not)(?: ever)? (?:used|worked with|touched|tried) {_LIST}{_END}"),
    re.compile(
        rf"\bI{_ADVERB} (?:don't have any|do not have any|have no|have zero|don't have)(?: (?:real|practical|hands-on|prior|direct|work))? experience (?:with|in|of|using) {_LIST}{_END}"
    ),
    re.compile(
        rf"\bI(?:'ve| have) (?:never had (?:the|a) chance to (?:use|work with)|had no (?:experience|exposure|contact) (?:with|to|in)) {_LIST}{_END}"
    ),
    re.compile(rf"\bI haven't (?:yet )?had (?:the|a) chance to (?:use|work with|try) {_LIST}{_END}"),
    re.compile(rf"(?:^|[,;] |\b(?:and|but|so|no) ){_NAMES} (?:is something )?I(?:'ve| have) never {_NOT_DONE}{_END}"),
    re.compile(rf"\b[Mm]y experience with {_NAMES} is (?:zero|none|nil)\b"),
    re.compile(rf"(?:^|[,;] ){_NAMES} I (?:only know|know only) (?:by name|from (?:reading|books))\b"),
)
_MADE = r"(?:wrote|built|trained|deployed|implemented|created|set up|developed|designed|introduced|maintained|configured|administered|operated|programmed|did|moved|migrated|ported)"
_USED = (
    re.compile(
        rf"\bI(?:'ve| have)?{_ADVERB} (?:used|worked with|programmed in|coded in)(?: (?:a lot of|lots of|the|both|plain|some|only|mostly))* {_LIST}"
    ),
    re.compile(rf"\bI(?: was|'ve been| have been){_ADVERB} (?:using|working with|programming in|coding in) {_LIST}"),
    re.compile(rf"\bI(?:'ve| have)?{_ADVERB} {_MADE}\b[^,.;:]{{0,50}}? (?:with|in|on|using|to|onto) {_LIST}"),
    re.compile(
        rf"\bI(?:'ve| have)?{_ADVERB} (?:set up|installed|deployed|configured|administered|operated|introduced) {_LIST}"
    ),
    re.compile(rf"\bI{_ADVERB} {_MADE} (?:a|an|the|some|several) {_NAMES}"),
    re.compile(
        rf"\b(?:[Mm]ost of )?[Mm]y (?:daily )?(?:work|code|projects?|thesis) (?:is|was|were|are){_ADVERB} (?:in|with|on) {_LIST}"
    ),
)
# "I wrote an article on Kafka" is no use of it.
_NO_USE = re.compile(
    r"(?i)\b(?:not|never|no|without|instead of|rather than|away from|posts?|talks?|articles?|papers?|essays?|courses?|blogs?|"
    r"presentations?|comparisons?|reviews?|reports?|tutorials?|books?|chapters?|workshops?)\b|n't\b"
)

_EXPERIENCE = (
    re.compile(
        rf"\bI(?:'ve| have)?(?: got| had)?{_ADVERB} {_YEARS}(?:'| of)?(?: [a-z-]+){{0,2}}? experience (?:with|in|of|using|writing|programming) {_NAMES}"
    ),
    re.compile(
        rf"\bI(?:'ve| have) been{_ADVERB} (?:using|working with|working in|programming in|programming|coding in|writing|doing) {_NAMES} (?:now )?for {_YEARS}"
    ),
    re.compile(
        rf"\bI{_ADVERB} (?:started|began|picked up|learned|learnt)(?: with| using| learning| writing| to use| to learn)* {_NAMES} {_YEARS} ago"
    ),
    re.compile(
        rf"(?:\b[Ww]ith |\b[Ii]n |^(?:[Ss]o |[Ww]ell )?){_NAMES},? I(?:'ve| have)(?: got| had)?{_ADVERB} {_YEARS}"
    ),
    re.compile(rf"\bI(?:'ve| have)(?: got| had)?{_ADVERB} {_YEARS} of {_NAMES}"),
    re.compile(rf"\bI(?:'ve| have){_ADVERB} (?:used|worked with|programmed in) {_NAMES} (?:now )?for {_YEARS}"),
    re.compile(rf"\b[Ii]t's {_YEARS} of {_NAMES} now\b"),
    re.compile(rf"\b{_NAMES}\b[^.;,]{{0,30}}, I(?: only| just) (?:picked it up|started with it|started) {_YEARS} ago"),
)
_TENURE = (
    re.compile(rf"\bI(?:'ve| have)? (?:worked|been|was|stayed) (?:at|for|with) {_NAMES} for {_YEARS}"),
    re.compile(rf"\bI(?:'ve| have)? spent {_YEARS} at {_NAMES}"),
    re.compile(rf"\bI left {_NAMES} after {_YEARS}"),
    re.compile(rf"\b[Aa]t {_NAMES},? I(?: only)? (?:stayed|was|worked)(?: there)?(?: for)? {_YEARS}"),
)
_SCOPE = re.compile(
    r"(?i)professional|\b(?:at work|in production|in total|altogether|all together|including|includes|university|"
    r"college|school|courses?|count|on and off|off and on|hobby|free time|intern\w*|part.?time|full.?time|combined|"
    r"seriously|serious|commercial\w*|industry)\b"
)

# After a length of time: it is that of one job.
_SOMEWHERE = re.compile(
    r"^[^,;.]*?(?:\b(?:at|for|in|with|on) (?:my|our|this|that|the|one|an?)\b|\b(?:here|there)\b|\bat [A-Z])"
)
_TEAM = (
    re.compile(rf"\b(?:[Ww]e were|[Tt]here were) {_NUMBER} (?:of us|people|developers|engineers)\b"),
    re.compile(rf"\b(?:[Ww]e were|[Ww]ith|[Ii]n) a team of {_NUMBER}\b(?! (?:hundred|thousand|or|to)\b)"),
    re.compile(rf"\b(?:[Oo]ur|[Tt]he) team (?:was|had|has|were) {_NUMBER} (?:people|developers|engineers)\b"),
    re.compile(rf"\b(?:[Ww]e were|[Ii]n|[Ww]ith) an? {_NUMBER}[- ](?:person|man|people) team\b"),
    re.compile(rf"\b{_NUMBER} people (?:in|on) (?:the|our) team\b"),
    re.compile(rf"\bjust me and {_NUMBER} (?P<others>other)\b"),
)
_OURS = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|me|[Tt]here were|[Tt]he team)\b")
_TEAM_CHANGES = re.compile(
    r"(?i)\b(?:(?<!just )me and|later|then|grew|grow\w*|beginning|initially|start|eventually|department|company|others?|more|"
    r"average|up to|became|joined|left|now|when i|each|per|usually|sometimes|another|plus|end|whole|entire)\b"
)
_PROJECT = re.compile(
    r"\b(?:[Oo]n|[Ii]n|[Ff]or) the (?P<p>[a-z-]+(?: [a-z-]+)?) (?:project|app|application|service|team)\b"
    r"|\b[Oo]n the (?P<q>[a-z-]+(?: [a-z-]+)?) (?:it|there|we) (?:was|were)\b"
)

_OWN = re.compile(
    rf"\bI{_ADVERB} (?:designed|wrote|built|developed|implemented|created) (?:the|our) (?P<x>[a-z-]+(?: [a-z-]+){{0,2}}?)(?: of [a-z ]{{3,40}}?)? (?:all |entirely |completely )?(?:on my own|by myself|myself|alone)\b"
)
# Not "by our team", of which one may be the only member, nor "by a script".
_SOMEBODY = r"(?:my (?!own)|our (?!team\b|group\b|side\b)|another |an? (?:[a-z]+ )?(?=colleague|company|contractor|agency|team|intern|consultant|engineer|developer|scientist|vendor|supplier|student)|someone|somebody)"
_OTHERS = re.compile(
    rf"\b[Tt]he (?P<x>[a-z-]+(?: [a-z-]+){{0,2}}?) (?:was|were|had been) (?:designed|written|built|developed|implemented|created) by {_SOMEBODY}"
)

_NO_NAMES = frozenset((
    "I", "A", "An", "And", "Actually", "After", "As", "At", "Before", "But", "First", "For", "He", "Honestly", "If",
    "In", "It", "My", "No", "Now", "Ok", "Okay", "Right", "She", "Since", "So", "That", "The", "Then", "There",
    "These", "They", "This", "Those", "We", "Well", "When", "With", "Yeah", "Yes", "You",
))  # fmt: skip

_THING = r"(?P<x>[a-z-]+(?: [a-z-]+){0,2}?)"
_MADE_BY = (
    (_OWN, 1.0),
    (re.compile(rf"\b[Tt]he {_THING} (?:is|was) (?:completely |entirely |all )?my own(?: work| idea)?\b"), 1.0),
    (_OTHERS, 0.0),
    (
        re.compile(
            rf"\b(?:[Aa]|[Mm]y) (?:colleague|teammate|co-worker) (?:designed|wrote|built|developed|implemented|created) the {_THING}{_END}"
        ),
        0.0,
    ),
    (re.compile(rf"\b[Tt]he {_THING} came from {_SOMEBODY}"), 0.0),
)
_WEEKS = {"day": 0.2, "week": 1.0, "month": 4.3, "year": 52.0}
_LENGTH = rf"{_NUMBER} (?P<unit>day|week|month|year)s?\b"
_PART = r"(?P<x>[a-z-]+(?: [a-z-]+){0,5}?)"
_TOOK = (
    re.compile(rf"\b(?:[Tt]he|[Oo]ur) {_PART} took (?:us |me )?{_LENGTH}"),
    re.compile(rf"\b(?:[Ww]e|I) (?:finished|completed|did|built|rebuilt|shipped) (?:the|our) {_PART} in {_LENGTH}"),
)
_WHOLE = frozenset(["whole", "entire", "complete", "new", "our", "the", "all"])
_PREPOSITION = re.compile(r" (?:to|of|for|from|in|on|with|behind|at) ")
_LIVE = (
    (
        1.0,
        re.compile(
            r"\b(?:[Tt]he (?P<x>[a-z-]+(?: [a-z-]+)?)|[Ii]t)(?:'s| is| has been| went| was)(?: now)? (?:running )?(?:in|into) production\b"
        ),
    ),
    (
        0.0,
        re.compile(
            r"\b(?:[Tt]he (?P<x>[a-z-]+(?: [a-z-]+)?)|[Ii]t) never (?:went into|got to|made it to|reached) production\b"
        ),
    ),
    (1.0, re.compile(r"\b(?:[Tt]he (?P<x>[a-z-]+(?: [a-z-]+)?)|[Ii]t)(?:'s| is| has been) live (?:since|now)\b")),
    (0.0, re.compile(r"\b(?:[Tt]he (?P<x>[a-z-]+(?: [a-z-]+)?)|[Ii]t) never went live\b")),
    (0.0, re.compile(r"\b[Ww]e stopped (?:the (?P<x>[a-z-]+)|it) before it went live\b")),
)
_VERSION = re.compile(r"(?i)\b(?:first|second|third|old|new|other|another|version|part)\b")
_DEGREES = {"master": "master's degree", "phd": "PhD", "doctorate": "PhD", "bachelor": "bachelor's degree"}
_DEGREE = r"(?P<x>[Mm]aster|PhD|[Pp]hd|doctorate|[Bb]achelor)(?:'?s)?(?: degree)?"
_HAS_DEGREE = re.compile(rf"\bI(?:'ve| have)?{_ADVERB} (?:have|hold|got|did|finished|completed)?(?: a| my) {_DEGREE}")
_GRADUATED_IN = re.compile(rf"\bI (?:finished|completed|got) my {_DEGREE} in (?P<y>(?:19|20)\d\d)\b")
_NO_DEGREE = re.compile(
    rf"\bI (?:never (?:did|got|finished|went for)|didn't (?:do|get|finish)|don't have|do not have) (?:a|my) {_DEGREE}{_END}"
)
_GRADUATED = re.compile(r"\bI graduated(?: from [\w ]{2,30}?| with my [\w']+(?: degree)?)? in (?P<y>(?:19|20)\d\d)\b")
_DOING = re.compile(rf"\b(?:[Ii]n|[Dd]uring|[Ff]or) my {_DEGREE}")
_NOT_STARTED = re.compile(
    rf"\b(?:a|my) {_DEGREE}[^.;,]{{0,25}},? but I never (?:started|did|got around to) (?:one|it)\b"
)
_NONE = re.compile(rf"\bI don't have (?:a|any)(?: university| college)? degree{_END}")
_UNIVERSITY = re.compile(r"\bI(?: only| just)? (?:finished|left) (?:university|college|uni) in (?P<y>(?:19|20)\d\d)\b")
_FURTHER_DEGREE = re.compile(r"(?i)\b(?:master|phd|doctorate|mba|high school)")
_ANY_DEGREE = re.compile(r"(?i)\b(?:(master|bachelor|phd|doctorate)|high school|diploma|mba|from that|again)")

_DONE = (
    (
        "team lead",
        re.compile(
            rf"\bI(?:'ve| have) never (?:(?:led|managed) a team|managed people|had (?:any )?(?:people|anyone) reporting to me)(?: so far| before)?{_END}|\bI haven't been responsible for (?:other )?people{_END}"
        ),
        re.compile(
            rf"\bI(?:'ve| have)? (?:led|managed|was leading|was managing) (?:a|the|our) team of {_NUMBER}|\bI(?:'ve| have) been a team lead\b|\b(?:{'|'.join(_NUMBER_WORDS[2:])}|\d+) (?:people|engineers|developers) report(?:ed)? to me\b"
        ),
    ),
    (
        "one company",
        re.compile(r"\b(?:[Aa]t|[Ii]n|[Ww]ith) (?:my|the) (?:previous|last|former) (?:company|employer)\b"),
        re.compile(r"\bI(?:'ve| have) only(?: ever)? (?:worked|been) (?:for|at|with|in) one (?:company|employer)\b"),
    ),
    (
        "no job",
        re.compile(r"\b(?:[Rr]ight now|[Cc]urrently|[Aa]t the moment),? I(?:'m| am)? work(?:ing)? (?:at|for|as)\b"),
        re.compile(r"\bI(?:'ve| have) been (?:out of work|unemployed|without a job|between jobs) since\b"),
    ),
    (
        "on call",
        re.compile(rf"\bI(?:'ve| have) never been on[- ]call{_END}"),
        re.compile(r"\bI(?:'m| was| am|'ve been| have been) on[- ]call\b(?! for| at| with)"),
    ),
    (
        "publication",
        re.compile(
            rf"\bI(?:'ve| have)(?:n't| not| never) published (?:anything|a paper|any papers?)(?: yet| so far)?{_END}"
        ),
        re.compile(r"\bI(?:'ve| have)?(?: also)? published (?:\w+ )(?:\w+ ){0,2}(?:papers?|articles?)\b"),
    ),
)


def read(text: str) -> list[Claim]:
    """Claims of an answer in order of their kinds."""
    found: list[Claim] = []
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text.replace("’", "'"))]
    for place, sentence in enumerate(sentences):
        plain = _FILLER.sub("", sentence)
        after = sentences[place + 1][:25] if place + 1 < len(sentences) else ""
        if plain.endswith("?") or _CORRECTED.search(sentence) or _CORRECTED.match(after):
            continue
        claims = list(_claims(plain, sentence))
        # What "it" is can be known at most at the beginning of an answer.
        found += [claim for claim in claims if place == 0 or (claim.kind, claim.subject) != ("live", "")]
    if _FURTHER_DEGREE.search(text):
        found = [claim for claim in found if claim.kind != "graduated" or claim.subject not in ("", "university")]
    return found


def _claims(plain: str, quote: str) -> Iterator[Claim]:
    yield from _usage(plain, quote)
    yield from _lengths(plain, quote, _EXPERIENCE, "years")
    yield from _lengths(plain, quote, _TENURE, "tenure")
    yield from _team(plain, quote)
    for pattern in _TOOK:
        for match in _sure(pattern, plain):
            if not _VERSION.search(match["x"].replace("new ", "")):
                weeks = _number(match["n"]) * _WEEKS[match["unit"]]
                yield Claim("length", _core(match["x"]), weeks, quote, bool(match["bound"] or match["plus"]))
    for value, pattern in _LIVE:
        for match in _sure(pattern, plain):
            if not _VERSION.search(plain[: match.end()]):
                yield Claim("live", _core(match["x"] or ""), value, quote)
    for pattern, value in _MADE_BY:
        for match in _sure(pattern, plain):
            yield Claim("made", match["x"], value, quote)
    for pattern, value in ((_HAS_DEGREE, 1.0), (_DOING, 1.0), (_NO_DEGREE, 0.0)):
        for match in _sure(pattern, plain):
            yield Claim("degree", _DEGREES[match["x"].lower()], value, quote)
    for match in _NOT_STARTED.finditer(plain):
        yield Claim("degree", _DEGREES[match["x"].lower()], 0.0, quote)
    for _ in _sure(_NONE, plain):
        yield from (Claim("degree", degree, 0.0, quote) for degree in sorted(set(_DEGREES.values())))
    for match in _sure(_UNIVERSITY, plain):
        yield Claim("graduated", "university", float(match["y"]), quote)
    degrees = _ANY_DEGREE.findall(plain)
    if not degrees or (len(degrees) == 1 and degrees[0]):
        subject = _DEGREES[degrees[0].lower()] if degrees else ""
        for match in _sure(_GRADUATED, plain):
            yield Claim("graduated", subject, float(match["y"]), quote)
    for match in _sure(_GRADUATED_IN, plain):
        yield Claim("graduated", _DEGREES[match["x"].lower()], float(match["y"]), quote)
    for name, never, done in _DONE:
        for pattern, value in ((never, 0.0), (done, 1.0)):
            for match in _sure(pattern, plain):
                if not _LIMITED_AFTER.match(plain[match.end() :]):
                    yield Claim("done", name, value, quote)


def _core(thing: str) -> str:
    """Its head with what qualifies it, sorted: "migration to the new billing system" is "billing migration"."""
    first, *rest = _PREPOSITION.split(thing)
    head = first.split()[-1:]
    others = [word for part in (first.split()[:-1], *(piece.split()[:-1] for piece in rest)) for word in part]
    return " ".join([*sorted({word for word in others if word not in _WHOLE}), *head])


def _usage(plain: str, quote: str) -> Iterator[Claim]:
    for pattern in _NEVER:
        for match in _sure(pattern, plain):
            if not _LIMITED_AFTER.match(plain[match.end() :]):
                yield from (Claim("used", name, 0.0, quote) for name in _listed(match["x"]))
    for pattern in _USED:
        for match in _sure(pattern, plain):
            if not _NO_USE.search(match.group()) and not _AS_WORD.match(plain[match.end() :]):
                yield from (Claim("used", name, 1.0, quote) for name in _listed(match["x"]))


def _lengths(plain: str, quote: str, patterns: tuple[re.Pattern[str], ...], kind: ClaimKind) -> Iterator[Claim]:
    if _SCOPE.search(plain):
        return
    for pattern in patterns:
        for match in _sure(pattern, plain):
            if kind == "years" and _SOMEWHERE.search(plain[match.end() :]):
                continue
            years = _number(match["n"]) + (0.5 if match["half"] else 0.0)
            for name in _listed(match["x"]):
                yield Claim(kind, name, years, quote, bool(match["bound"] or match["plus"]))


def _team(plain: str, quote: str) -> Iterator[Claim]:
    named = _PROJECT.search(plain)
    for pattern in _TEAM:
        for match in _sure(pattern, plain):
            if not _OURS.search(plain):
                continue
            rest = re.match(r"[^,;]*", plain[match.end() :])
            if _TEAM_CHANGES.search(plain[: match.start()]) or (rest and _TEAM_CHANGES.search(rest[0])):
                continue
            people = _number(match["n"]) + (1.0 if match.groupdict().get("others") else 0.0)
            subject = (named["p"] or named["q"]).lower() if named else ""
            yield Claim("team", subject, people, quote, bool(match["bound"]))


def _sure(pattern: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Matches with nothing before them in the sentence that makes them a supposition or somebody else's words."""
    for match in pattern.finditer(plain):
        if not _SUPPOSED.search(plain[: match.start()]) and not _UNREAL.search(match.group()):
            yield match


def _listed(names: str) -> list[str]:
    parts = (name.strip(" .,-/") for name in re.split(r", and |, or |, | and | or | with | plus ", names))
    return [name for name in parts if name.split()[0] not in _NO_NAMES]


def _number(said: str) -> float:
    return float(said) if said[0].isdigit() else float(max(1, _NUMBER_WORDS.index(said)))
