#!/usr/bin/env bash
# Builds the folder dist/candid (or $1/candid) that runs without Python. Run ./test.sh once before: it sets up .venv.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-dist}
exec .venv/bin/python -m PyInstaller --noconfirm --log-level WARN --distpath "$out" --workpath "$out/work" build.spec
