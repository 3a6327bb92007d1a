"""`python -m benchmarks.contradictions [--podcasts FOLDER] [--every N] [--show]`: one JSON object.

``pairs`` are the labelled ones by half, language and where the earlier side stands: contradictions found, and near
misses that were taken for one. ``interviews`` are 74 real mock interviews, ``podcasts`` the speakers of a folder of
transcripts in Markdown (the Changelog's are public), ``bank`` all reference answers of a language as if one person had
given them. ``claims`` is how much there was to compare. ``--show`` also prints every alarm.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.contradictions.labelled import LANGUAGES, Pair, pairs
from benchmarks.contradictions.speakers import Speaker, interviewed, podcast_speakers
from benchmarks.machine import machine
from desktop.domain.speech import Language
from desktop.interview.bank import load_bank
from desktop.interview.contradictions import Contradiction, Statements
from desktop.resources import assets_dir


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--podcasts", type=Path, metavar="FOLDER", help="transcripts with **Name:** paragraphs")
    parser.add_argument("--every", type=int, default=8, metavar="N", help="only every n-th of them (8)")
    parser.add_argument("--show", action="store_true", help="with every alarm")
    args = parser.parse_args()
    found: dict[str, Any] = {
        "pairs": _pairs(),
        "interviews": _alarms(interviewed(), "en", args.show),
        "interviews_as_one_topic": _alarms(interviewed(), "en", args.show, one_topic=True),
        "bank": {language: _alarms([_bank(language)], language, args.show) for language in LANGUAGES},
    }
    if args.podcasts:
        found["podcasts"] = _alarms(podcast_speakers(args.podcasts, args.every), "en", args.show)
    print(json.dumps({"schema": 1, "machine": machine(), **found}, ensure_ascii=False, indent=1))


def contradiction(pair: Pair) -> Contradiction | None:
    """What the program would ask about after the later statement."""
    statements = Statements(pair.language, pair.earlier if pair.resume else "")
    if not pair.resume:
        statements.hear(pair.earlier, 0, 0)
    return statements.hear(pair.later, 1, 0 if pair.follow_up else 1)


def _pairs() -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    wrong: dict[str, list[str]] = {}
    for pair in pairs():
        group = f"{pair.half} {pair.set} {pair.language}"
        alarm = contradiction(pair) is not None
        label = "contradictions" if pair.contradicts else "near_misses"
        counts[group, label] += 1
        counts[group, "found" if pair.contradicts else "false"] += alarm
        if alarm != pair.contradicts:
            wrong.setdefault(group, []).append(pair.id)
    groups = sorted({group for group, _ in counts})
    names = ("contradictions", "found", "near_misses", "false")
    return {group: {**{name: counts[group, name] for name in names}, "wrong": wrong.get(group, [])} for group in groups}


def _alarms(speakers: Iterable[Speaker], language: Language, show: bool, one_topic: bool = False) -> dict[str, Any]:
    """How many people would be asked about something that they said. ``one_topic`` takes all answers for follow-ups on
    one question, which makes the team of one project out of every team."""
    people = words = asked = 0
    claims: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    shown = []
    began_s = time.perf_counter()
    for speaker in speakers:
        statements = Statements(language)
        here = 0
        for index, turn in enumerate(speaker.turns):
            words += len(turn.split()) if language == "en" else len(turn)
            item = statements.hear(turn, index, 0 if one_topic else index)
            if item is not None:
                here += 1
                alarms[item.kind] += 1
                shown.append((speaker.name, item.kind, item.later.subject, item.earlier.quote, item.later.quote))
        claims.update(claim.kind for claim in statements.claims)
        people += 1
        asked += here > 0
    figures = {
        "people": people,
        "words": words,
        "claims": dict(claims),
        "alarms": dict(alarms),
        "people_with_an_alarm": asked,
        "took_s": round(time.perf_counter() - began_s, 1),
    }
    return {**figures, "shown": shown} if show else figures


def _bank(language: Language) -> Speaker:
    bank = load_bank(assets_dir() / "questions")
    answers = (item.reference_answer for item in bank.questions if item.language == language)
    return Speaker("bank", tuple(answer for answer in answers if answer))


if __name__ == "__main__":
    main()
