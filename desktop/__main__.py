"""Entry point of ``candid`` and of its child processes. Nothing heavy is imported here."""

from __future__ import annotations

import multiprocessing
import sys
import time

# Taken before anything else is imported, for the start-up probe.
STARTED_S = time.monotonic()


def main() -> int:
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
