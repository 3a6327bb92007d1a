"""Entry point of ``candid`` and of its child processes. Nothing heavy is imported here."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time

# Taken before anything else is imported, for the start-up probe.
STARTED_S = time.monotonic()


def main() -> int:
    # Read when numpy is loaded, here and in every child. Its matrices are small, so that threads of OpenBLAS only spin
    # beside the recogniser (200 sentence vectors on two busy cores: 39 s with two threads, 1.4 s with one).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    multiprocessing.freeze_support()
    from desktop.programming import SERVER_FLAG

    if sys.argv[1:] == [SERVER_FLAG]:
        from desktop.programming.server import main as serve

        serve()
        return 0
    from desktop.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
