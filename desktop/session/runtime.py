"""Models and child processes that outlive one session: built once, when first needed, and stopped with the program."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from desktop import resources
from desktop.capture.audio_source import RATE_HZ
from desktop.domain.errors import ModelMissing
from desktop.domain.session import ModelUse
from desktop.interview.bank import QuestionBank
from desktop.packs.installed import whole_bank
from desktop.session.listening import ListeningModels
from desktop.session.parts import Parts
from desktop.store.log import SessionStore
from desktop.workers.mind import MindService, MindSettings
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import SpeechService, SpeechSettings
from models.catalog import load_catalog
from models.microphone_quality import MicrophoneQualityModel
from models.paths import model_file, models_dir
from models.pitch import PitchTracker
from models.synthesis import Synthesizer
from models.turn_end import TurnEndModel

log = logging.getLogger(__name__)

T = TypeVar("T")

STARTER_SPEECH = "whisper-base"
STARTER_LANGUAGE = "qwen2.5-coder-1.5b-instruct"
READY_LIMIT_S = 90.0
# Beyond the engine's own: captions come first, then frames, then judging.
MIND_NICENESS = 5
SPEECH_NICENESS = 2


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which weights are used, by catalogue id. ``language`` None: no language model."""

    speech: str = STARTER_SPEECH
    language: str | None = STARTER_LANGUAGE
    threads: int = 2

    @staticmethod
    def from_environment() -> ModelChoice:
        """``CANDID_SPEECH_MODEL`` and ``CANDID_LANGUAGE_MODEL`` (an id, or "none")."""
        language = os.environ.get("CANDID_LANGUAGE_MODEL", STARTER_LANGUAGE)
        threads = min(4, max(1, (os.cpu_count() or 2)))
        return ModelChoice(
            os.environ.get("CANDID_SPEECH_MODEL", STARTER_SPEECH),
            None if language in (None, "none", "") else language,
            threads,
        )


class Runtime:
    """Builds parts lazily; every method may be called from any thread."""

    def __init__(self, store: SessionStore | None, choice: ModelChoice | None = None) -> None:
        """``store`` None: for single models and processes, not for ``parts``."""
        self.store = store
        self.choice = choice or ModelChoice.from_environment()
        self._lock = threading.RLock()
        self._made: dict[str, object] = {}
        self._services: list[ServiceProcess] = []

    def bank(self) -> QuestionBank:
        return self._once("bank", whole_bank)

    def forget_bank(self) -> None:
        """Packs were installed or removed: the next session reads them anew."""
        with self._lock:
            self._made.pop("bank", None)

    def synthesizer(self) -> Synthesizer:
        """Raises ``ModelMissing``."""
        return self._once(
            "synthesizer",
            lambda: Synthesizer(
                model_file("kokoro-82m-v1.0-int8", "kokoro-v1.0.int8.onnx"),
                model_file("kokoro-82m-v1.0-int8", "vocab.json"),
                resources.assets_dir() / "voices",
                self.choice.threads,
            ),
        )

    def speech(self) -> ServiceProcess:
        """The recogniser's process, ready. Raises ``ModelMissing``."""
        folder = model_file(self.choice.speech, "model.bin").parent
        return self._service(
            "speech",
            lambda: ServiceProcess(
                "speech",
                SpeechService,
                SpeechSettings(str(folder), threads=self.choice.threads),
                niceness=SPEECH_NICENESS,
            ),
        )

    def mind(self) -> ServiceProcess:
        """The judge's process. Without language weights it judges by embedding alone, and says so."""
        path: str | None = None
        if self.choice.language is not None:
            try:
                path = str(model_file(self.choice.language, "model.gguf"))
            except ModelMissing as error:
                log.warning("%s", error)
        return self._service(
            "mind",
            lambda: ServiceProcess(
                "mind", MindService, MindSettings(path, threads=self.choice.threads), niceness=MIND_NICENESS
            ),
        )

    def listening(self) -> ListeningModels:
        return self._once(
            "listening",
            lambda: ListeningModels(TurnEndModel(model_file("smart-turn-v3.2", "smart-turn-v3.2-cpu.onnx"))),
        )

    def pitch(self) -> PitchTracker:
        return self._once("pitch", PitchTracker)

    def microphone_quality(self) -> MicrophoneQualityModel | None:
        try:
            path = model_file("dnsmos-p835", "sig_bak_ovr.onnx")
        except ModelMissing:
            return None
        return self._once("microphone_quality", lambda: MicrophoneQualityModel(path))

    def parts(self) -> Parts:
        """Everything a session needs. Raises ``ModelMissing`` naming the first thing that is not there."""
        assert self.store is not None
        # Both processes load at the same time.
        speech, mind = self.speech(), self.mind()
        uses = self.model_uses()
        parts = Parts(
            store=self.store,
            bank=self.bank(),
            speech=speech,
            mind=mind,
            listening=self.listening(),
            pitch=self.pitch(),
            microphone_quality=self.microphone_quality(),
            model_uses=uses,
            has_language_model=any(use.id == self.choice.language for use in uses),
        )
        self._warm_up()
        speech.wait_ready(READY_LIMIT_S)
        mind.wait_ready(READY_LIMIT_S)
        return parts

    def _warm_up(self) -> None:
        """Do before there is sound to listen to what would make the first answer wait: dictionaries, first runs."""
        import pyloudnorm

        self.pitch()
        self.listening().speech_spans(np.zeros(RATE_HZ, np.float32))
        pyloudnorm.Meter(RATE_HZ)

    def model_uses(self) -> tuple[ModelUse, ...]:
        """The weights in use with the hashes of the catalogue, which the files were checked against when fetched."""
        wanted = {
            self.choice.speech, self.choice.language, "smart-turn-v3.2", "face-landmarker", "pose-landmarker",
            "kokoro-82m-v1.0-int8", "dnsmos-p835",
        }  # fmt: skip
        return tuple(
            ModelUse(entry.id, max(entry.files, key=lambda file: file.bytes).sha256)
            for entry in load_catalog().entries.values()
            if entry.id in wanted and all((models_dir() / entry.id / file.name).is_file() for file in entry.files)
        )

    def stop(self) -> None:
        """End the child processes. May be called twice."""
        with self._lock:
            services, self._services = self._services, []
            self._made.clear()
        for service in services:
            # What they still work on is not wanted any more.
            service.stop(1.0)

    def _service(self, name: str, make: Callable[[], ServiceProcess]) -> ServiceProcess:
        def start() -> ServiceProcess:
            service = make()
            service.start()
            self._services.append(service)
            return service

        return self._once(name, start)

    def _once(self, name: str, make: Callable[[], T]) -> T:
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            return self._made[name]  # type: ignore[return-value]
