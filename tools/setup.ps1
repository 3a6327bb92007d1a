# Dot-sourced by run.ps1 and test.ps1.
function Sync-Environment($Lock, $Name) {
    $now = (Get-FileHash $Lock).Hash + (Get-FileHash pyproject.toml).Hash
    $stamp = ".venv\.$Name"
    if ((Test-Path .venv\Scripts\candid.exe) -and (Test-Path $stamp) -and ((Get-Content $stamp) -eq $now)) { return }
    if (-not (Get-Command uv -ErrorAction SilentlyContinue)) {
        py -m pip install --user uv
        if ($LASTEXITCODE -ne 0) { throw "uv could not be installed; see https://docs.astral.sh/uv/" }
        Set-Alias uv { py -m uv @args } -Scope Script
    }
    if (-not (Test-Path .venv\Scripts\python.exe)) { uv venv -q --python ">=3.11,<3.14" .venv }
    $env:VIRTUAL_ENV = "$PWD\.venv"
    uv pip install -q --require-hashes -r $Lock
    if ($LASTEXITCODE -ne 0) {
        throw "The environment could not be prepared. llama-cpp-python is compiled here: install the Visual Studio Build Tools (C++), then start again."
    }
    uv pip install -q --no-deps -e .
    Set-Content $stamp $now
}
