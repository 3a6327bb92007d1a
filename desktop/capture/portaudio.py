"""The one gate to PortAudio: calls with a time limit, device lists, re-initialisation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from desktop.domain.errors import DeviceMissing

T = TypeVar("T")

CALL_LIMIT_S = 5.0
# PortAudio is not thread-safe around opening, closing and initialising.
_gate = threading.Lock()


def sounddevice() -> Any:
    """The library, or ``DeviceMissing`` where PortAudio itself is not installed."""
    try:
        import sounddevice as sd
    except OSError as error:
        raise DeviceMissing(
            "The PortAudio library is not installed.",
            action="Install it (Debian, Ubuntu: sudo apt-get install libportaudio2) and start Candid again.",
        ) from error
    return sd


def limited(call: Callable[[], T], limit_s: float = CALL_LIMIT_S) -> T:
    """Run a PortAudio call that may hang (a frozen sound server hangs open, stop and close alike).

    Raises ``DeviceMissing`` when it takes longer; its thread is then left behind, as nothing can end it.
    """
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            with _gate:
                result.append(call())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, name="portaudio-call", daemon=True)
    thread.start()
    thread.join(limit_s)
    if thread.is_alive():
        raise DeviceMissing(
            "The computer's sound system does not answer.",
            safe="What was recorded is on disk.",
            action="Check the sound settings or restart the sound service.",
        )
    if failure:
        raise failure[0]
    return result[0]


def reinitialise() -> None:
    """Make PortAudio look at the devices again. No stream may be open."""
    sd = sounddevice()

    def run() -> None:
        sd._terminate()
        sd._initialize()

    limited(run)


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """A device as PortAudio names it. ``id`` is what is stored and passed around."""

    id: str
    name: str
    is_default: bool


def devices(kind: str) -> list[SoundDevice]:
    """``kind`` is "input" or "output". Empty where there is none."""
    sd = sounddevice()
    key = f"max_{kind}_channels"
    try:
        listed = limited(sd.query_devices)
        default = sd.default.device[0 if kind == "input" else 1]
    except (sd.PortAudioError, DeviceMissing):
        return []
    return [
        SoundDevice(str(device["name"]), str(device["name"]), number == default)
        for number, device in enumerate(listed)
        if device[key] > 0
    ]


def find_device(name: str | None, kind: str) -> int | None:
    """PortAudio's number of a device; None for the default. Raises ``DeviceMissing``."""
    sd = sounddevice()
    try:
        listed = list(limited(sd.query_devices))
    except sd.PortAudioError:
        listed = []
    key = f"max_{kind}_channels"
    usable = [(number, str(device["name"])) for number, device in enumerate(listed) if device[key] > 0]
    what = "microphone" if kind == "input" else "speaker"
    if not usable:
        raise DeviceMissing(f"No {what} was found.", action="Connect one, or check the system's sound settings.")
    if name is None:
        return None
    for number, device_name in usable:
        if device_name == name:
            return number
    for number, device_name in usable:
        if name.lower() in device_name.lower():
            return number
    choices = ", ".join(device_name for _, device_name in usable)
    raise DeviceMissing(f"There is no {what} named {name!r}.", action=f"There are: {choices}.")
