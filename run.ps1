# Sets Candid up when needed and starts it. `.\run.ps1 ARGS` passes ARGS to candid.
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
. .\tools\setup.ps1
Sync-Environment "requirements.lock" "runtime"
$candid = ".venv\Scripts\candid.exe"
if ($args[0] -notin @("models", "doctor", "sessions", "export", "ask", "--version", "--help")) {
    & $candid models fetch --quiet
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
& $candid @args
exit $LASTEXITCODE
