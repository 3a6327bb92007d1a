"""What is installed, locked and tracked keeps the promises of README.md and docs/licences.md."""

from __future__ import annotations

import ast
import ctypes
import importlib.metadata
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalog import CatalogEntry, load_catalog, parse_part

ROOT = Path(__file__).resolve().parents[2]
# What build.spec runs; it is no part of the installed program.
stand_ins = runpy.run_path(str(ROOT / "tools" / "codec_stand_ins.py"))
LOCKS = ("requirements.lock", "requirements-dev.lock")

# Normalised distribution name → why it may be here although its metadata names the GPL.
ALLOWED = {
    "pyinstaller": "development only; its exception leaves what it builds under any licence",
    "pyinstaller-hooks-contrib": "development only; what goes into a build is Apache-2.0",
}
# Shared libraries that are GPL code, whatever the wheel around them says.
GPL_LIBRARIES = re.compile(r"^lib(x264|x265|xvidcore|vidstab|rubberband|postproc|espeak-ng|fftw3|cdio|davs2|xavs)\b")
ALLOWED_LIBRARIES = {
    ("av", "x264"): "never called (recordings are VP9); left out of what is passed on by tools/codec_stand_ins.py",
    ("av", "x265"): "as x264",
}
COPYLEFT = re.compile(r"(?<!L)\bA?GPL|GNU (Affero )?General Public|Affero")
UNFREE = re.compile(
    r"non-?commercial|\bCC[- ]BY[-A-Z ]*NC|\bNC\b|research only|proprietary|all rights reserved|SSPL|BUSL",
    re.IGNORECASE,
)


def objections(licence: str) -> list[str]:
    """What in a licence statement this project may not rest on. Of alternatives one good one is enough."""
    free = [part for part in re.split(r"\s+OR\s+", licence) if not (COPYLEFT.search(part) or UNFREE.search(part))]
    return [] if free else [licence]


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(distribution: importlib.metadata.Distribution) -> str:
    """The expression, else the classifiers, else the first line of the free text."""
    meta = distribution.metadata
    expression, free_text = (" ".join(meta.get_all(field) or []).strip() for field in ("License-Expression", "License"))
    classifiers = [c.split(" :: ")[-1] for c in meta.get_all("Classifier") or [] if c.startswith("License ::")]
    text = expression or " AND ".join(classifiers) or free_text
    return text.split("\n")[0]


@pytest.mark.parametrize(
    "licence",
    ["GPL-3.0-only", "GNU General Public License v2 (GPLv2)", "AGPL-3.0-or-later", "GNU Affero General Public License",
     "CC-BY-NC-4.0", "MIT AND GPL-2.0-or-later", "Free for non-commercial use", "GPLv3 OR CC BY-NC 4.0"],
)  # fmt: skip
def test_unwanted_licences_are_recognised(licence: str) -> None:
    assert objections(licence)


@pytest.mark.parametrize(
    "licence",
    ["MIT", "LGPL-2.1-or-later", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "Apache Software License",
     "GNU Lesser General Public License v3 (LGPLv3)", "MPL-2.0 AND MIT", "Mozilla Public License 2.0 (MPL 2.0)"],
)  # fmt: skip
def test_usable_licences_are_recognised(licence: str) -> None:
    assert not objections(licence)


def test_no_installed_distribution_is_gpl_or_non_commercial() -> None:
    wrong = {
        d.metadata["Name"]: licence_of(d)
        for d in importlib.metadata.distributions()
        if objections(licence_of(d)) and normalised(d.metadata["Name"]) not in ALLOWED
    }
    assert not wrong


def test_every_installed_distribution_states_a_licence() -> None:
    assert not [d.metadata["Name"] for d in importlib.metadata.distributions() if not licence_of(d)]


def test_no_wheel_brings_a_gpl_library_unnoticed() -> None:
    found = set()
    for distribution in importlib.metadata.distributions():
        for file in distribution.files or []:
            if match := GPL_LIBRARIES.match(file.name):
                found.add((normalised(distribution.metadata["Name"]), match[1]))
    assert found <= set(ALLOWED_LIBRARIES)


def test_exactly_one_opencv_is_installed() -> None:
    names = {normalised(d.metadata["Name"]) for d in importlib.metadata.distributions()}
    assert {name for name in names if name.startswith("opencv-")} == {"opencv-python-headless"}


def lock_entries(name: str) -> list[tuple[str, list[str]]]:
    """(requirement, its hashes) of a lock file."""
    text = re.sub(r"\s*\\\n\s*", " ", (ROOT / name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [(line.split(" --hash")[0], re.findall(r"--hash=(\S+)", line)) for line in lines]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_and_hashes_every_line_and_names_no_address(name: str) -> None:
    entries = lock_entries(name)
    assert len(entries) > 50
    for requirement, hashes in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==\S+", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_locks_hold_no_distribution_that_another_opencv_would_come_with() -> None:
    for name in LOCKS:
        packages = {requirement.split("==")[0] for requirement, _ in lock_entries(name)}
        assert {p for p in packages if p.startswith("opencv-")} == {"opencv-python-headless"}


def named_assets() -> Iterator[tuple[Path, Path]]:
    """(source file, asset path) of every ``assets_dir() / "…" / "…"`` in the program, up to the first variable part."""
    for folder in ("desktop", "models", "tools"):
        for source in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(source.read_text(encoding="utf-8"))
            inner = {id(n.left) for n in ast.walk(tree) if isinstance(n, ast.BinOp)}
            for node in ast.walk(tree):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and id(node) not in inner:
                    path = _asset_path(node)
                    if path is not None:
                        yield source, path


def _asset_path(node: ast.BinOp) -> Path | None:
    parts: list[ast.expr] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Div):
        parts.insert(0, left.right)
        left = left.left
    if not (isinstance(left, ast.Call) and ast.unparse(left.func).split(".")[-1] == "assets_dir"):
        return None
    path = ROOT / "assets"
    for part in parts:
        if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
            break
        path /= part.value
    return path


def test_assets_that_the_program_names_exist() -> None:
    named = list(named_assets())
    assert len(named) > 10
    assert not [f"{source.relative_to(ROOT)} names {path}" for source, path in named if not path.exists()]


def test_a_frozen_build_takes_all_assets_and_the_catalogue() -> None:
    spec = (ROOT / "build.spec").read_text(encoding="utf-8")
    assert '(str(ROOT / "assets"), "assets")' in spec
    assert '(str(ROOT / "models" / "catalog.toml"), "models")' in spec


def shipped_rows() -> list[CatalogEntry]:
    return list(load_catalog(own=Path("no such file")).entries.values())


@pytest.mark.parametrize("entry", shipped_rows(), ids=lambda entry: entry.id)
def test_catalogue_row_is_complete(entry: CatalogEntry) -> None:
    assert not objections(entry.licence), entry.licence
    assert re.match(r"https://[a-z0-9.]+/", entry.licence_url)
    assert entry.memory_mb > 0
    assert entry.speed in ("fast", "medium", "slow")
    assert entry.sources
    # The first source alone brings the whole model.
    assert set(entry.sources[0].files) == {file.name for file in entry.files}


@pytest.mark.parametrize("entry", shipped_rows(), ids=lambda entry: entry.id)
def test_wheel_rows_are_pinned_and_their_parts_in_order(entry: CatalogEntry) -> None:
    for source in (source for source in entry.sources if source.kind == "wheel"):
        for name, parts in source.files.items():
            read = [parse_part(part) for part in parts]
            assert len(set(read)) == len(read), f"{name} names a part twice"
            for _, version, member in read:
                assert re.fullmatch(r"\d+(\.\d+)*", version)
                assert not member.startswith("/")
                assert ".." not in member
            if len(read) > 1:
                numbers = [int(re.findall(r"\d+", package)[-1]) for package, _, _ in read]
                assert numbers == list(range(1, len(read) + 1)), f"parts of {name}: {numbers}"


def test_what_the_first_start_fetches_is_what_readme_says() -> None:
    megabytes = sum(entry.bytes for entry in shipped_rows() if entry.tier == "starter") / 1e6
    assert f"{megabytes / 1000:.1f} GB" in (ROOT / "README.md").read_text(encoding="utf-8")


TEXT_SUFFIXES = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".ps1", ".spec", ".lock", ".typ", ".css",
                 ".j2", ".qss", ".svg", ".tsv", ".txt", ".c", ""}  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home|Users|work|mnt)/[A-Za-z.]|\b[A-Z]:\\Users\\")
REGISTRY_HOST = re.compile(
    r"https?://[^\s\"'/]*(?:pypi|pythonhosted|artifactory|nexus|devpi)[^\s\"'/]*|https?://[^\s\"'/]+\.[^\s\"'/]+/simple\b"
    r"|https?://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+",
    re.IGNORECASE,
)


def project_files() -> list[Path]:
    """Tracked files and those that git would take."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs the git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def leaks(text: str) -> list[str]:
    return [match.group() for pattern in (MACHINE_PATH, REGISTRY_HOST) for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    "text",
    ["see /" + "root/.cache", 'open("/' + 'home/ann/x")', "index-url = https://" + "pypi.example/simple",
     "http://" + "10.0.0.7:3141/root", "C:" + r"\Users\ann"],
)  # fmt: skip
def test_leaks_are_recognised(text: str) -> None:
    assert leaks(text)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {}
    for path in project_files():
        if path.suffix in TEXT_SUFFIXES:
            # Servers that tests start on this machine, and examples that say they are some, name nobody.
            text = path.read_text(encoding="utf-8").replace("http://127.0.0.1", "")
            if hits := leaks(text):
                found[str(path.relative_to(ROOT))] = hits
    assert not found


@pytest.mark.skipif(sys.platform != "linux", reason="stand-ins are made on Linux")
@pytest.mark.skipif(not (shutil.which("cc") and shutil.which("nm")), reason="needs a C compiler and nm")
def test_pyav_loads_with_stand_ins_in_place_of_the_gpl_encoders(tmp_path: Path) -> None:
    libraries = [file.locate() for file in importlib.metadata.files("av") or [] if file.parts[0] == "av.libs"]
    entries = [(f"av.libs/{Path(path).name}", str(path), "BINARY") for path in libraries]
    assert any("libx264" in name for name, _, _ in entries), "PyAV has changed: docs/licences.md may be simpler now"
    changed = stand_ins["make_stand_ins"](entries, tmp_path / "work")
    replaced = [Path(source) for (_, source, _), before in zip(changed, entries, strict=True) if source != before[1]]
    assert sorted(path.name.split("-")[0] for path in replaced) == ["libx264", "libx265"]
    folder = tmp_path / "av.libs"
    folder.mkdir()
    for name, source, _ in changed:
        shutil.copy(source, folder / Path(name).name)
    for path in replaced:
        assert (folder / path.name).stat().st_size < 100_000
    codec = next(folder.glob("libavcodec-*"))
    program = """
import ctypes, sys
lib = ctypes.CDLL(sys.argv[1])
for name in ("avcodec_find_encoder_by_name", "avcodec_find_decoder_by_name"):
    getattr(lib, name).restype = ctypes.c_void_p
lib.avcodec_license.restype = ctypes.c_char_p
assert lib.avcodec_find_encoder_by_name(b"libvpx-vp9")
assert lib.avcodec_find_decoder_by_name(b"h264")
print(lib.avcodec_license().decode())
print(*sorted(line.split()[-1] for line in open("/proc/self/maps") if "libx26" in line))
"""
    done = subprocess.run([sys.executable, "-c", program, str(codec)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("LGPL")
    assert str(folder) in done.stdout
    assert "site-packages" not in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="stand-ins are made on Linux")
@pytest.mark.skipif(not shutil.which("nm"), reason="needs nm")
def test_stand_ins_offer_just_what_is_asked_for() -> None:
    libraries = [Path(str(f.locate())) for f in importlib.metadata.files("av") or [] if f.parts[0] == "av.libs"]
    codec = next(path for path in libraries if path.name.startswith("libavcodec-"))
    x264 = next(path for path in libraries if path.name.startswith("libx264-"))
    names = stand_ins["asked_for"](x264, [codec])
    assert any(name.startswith("x264_encoder_open") for name in names)
    assert all(name.startswith("x264_") for name in names)
    assert ctypes.CDLL(str(x264))[names[0]]
