"""`python -m benchmarks.simulated [--limit N] [--out FILE]`: two hundred whole interviews, figures as one JSON object.

Candidates are strong, average, weak, evasive, silent, off topic and hostile, half in each language, over positions,
fields, difficulties and lengths, with and without résumé and job description, some of them with hidden orders in it.
The judge is the embedding alone. The same command gives the same figures. ``--out`` writes down what was said.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from benchmarks.simulated.hold import Held
from benchmarks.simulated.interviews import interviews
from benchmarks.simulated.measures import measure
from models.embedding import SentenceEncoder

INTERVIEWS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=INTERVIEWS, metavar="N", help="only the first N interviews")
    parser.add_argument("--out", type=Path, metavar="FILE", help="what was said, as text")
    args = parser.parse_args()
    began_s = time.monotonic()
    held = interviews(args.limit)
    figures = measure(held, SentenceEncoder())
    if args.out:
        args.out.write_text("\n\n".join(map(transcript, held)), encoding="utf-8")
    machine = {"cores": os.cpu_count(), "took_s": round(time.monotonic() - began_s)}
    print(json.dumps({"schema": 1, "machine": machine, **figures}, ensure_ascii=False, indent=1))


def transcript(held: Held) -> str:
    profile = held.config.profile
    head = f"# {held.kind} · {profile.role} · difficulty {held.config.difficulty} · {len(held.plan.items)} questions"
    said = {id(exchange.step): exchange.said for exchange in held.exchanges}
    lines = [head]
    for step in held.steps:
        spoken = getattr(step, "spoken", "")
        if spoken:
            reason = getattr(step, "reason", "")
            lines.append(f"I{f' [{reason}]' if reason else ''}: {spoken}")
        if id(step) in said:
            lines.append(f"C: {said[id(step)].text or said[id(step)].act}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
