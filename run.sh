#!/usr/bin/env bash
# Sets Candid up when needed and starts it. `./run.sh` opens the window; `./run.sh ARGS` passes ARGS to candid.
set -u
here=$(pwd)
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. tools/setup.sh

if [ ! -f .venv/.system ] || [ tools/setup.sh -nt .venv/.system ]; then
    install_system_packages ""
    mkdir -p .venv && touch .venv/.system
fi
sync_environment requirements.lock runtime
candid=$PWD/.venv/bin/candid

case "${1:-}" in
    models | doctor | sessions | export | ask | --version | --help | -h) ;; # these work without models
    *) "$candid" models fetch --quiet || exit $? ;;
esac

if [ $# -gt 0 ]; then
    cd "$here" && exec "$candid" "$@"
fi
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
    say "There is no display here, so no window can open. Rehearsing the sample interview without one instead."
    out=${CANDID_OUT:-$PWD/sample-report}
    "$candid" interview --rehearse --out "$out" || exit $?
    say "The report is in $out (report.html, report.pdf, report.md, report.json)."
    exit 0
fi
exec "$candid"
