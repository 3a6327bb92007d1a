# Sets everything up and runs every check that needs no virtual devices. `.\test.ps1 ARGS` passes ARGS to pytest.
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
. .\tools\setup.ps1
Sync-Environment "requirements-dev.lock" "development"
& .venv\Scripts\candid.exe models fetch --missing-only --tier test
& .venv\Scripts\ruff.exe check .
& .venv\Scripts\mypy.exe
& .venv\Scripts\lint-imports.exe
& .venv\Scripts\pytest.exe @args
exit $LASTEXITCODE
