#!/usr/bin/env bash
# Sets everything up and runs every check. `./test.sh ARGS` passes ARGS to pytest instead of running all tests.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. tools/setup.sh

install_system_packages "$TEST_COMMANDS"
sync_environment requirements-dev.lock development
for tier in starter test; do .venv/bin/candid models fetch --quiet --tier "$tier" || exit $?; done

failed=0
check() { say "== $*"; "$@" || { failed=1; say "!! failed: $*"; }; }
if [ $# -gt 0 ]; then
    check .venv/bin/pytest "$@"
else
    check .venv/bin/ruff check .
    check .venv/bin/ruff format --check .
    check .venv/bin/mypy
    check .venv/bin/lint-imports
    check .venv/bin/pytest -m "not e2e" -n 2
    # What runs in real time has the machine to itself.
    check .venv/bin/pytest -m e2e
fi
exit $failed
