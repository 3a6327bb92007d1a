# Sets everything up and runs every check that needs no virtual devices. `.\test.ps1 ARGS` passes ARGS to pytest.
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
. .\tools\setup.ps1
Sync-Environment "requirements-dev.lock" "development"
foreach ($tier in "starter", "test") { & .venv\Scripts\candid.exe models fetch --quiet --tier $tier }
& .venv\Scripts\ruff.exe check .
& .venv\Scripts\mypy.exe
& .venv\Scripts\lint-imports.exe
& .venv\Scripts\pytest.exe @args
exit $LASTEXITCODE
