"""The recogniser's service, asked only once for the same sound: a second run of a benchmark takes little time."""

from __future__ import annotations

import functools
import hashlib
import json
from concurrent.futures import Future
from pathlib import Path

from desktop.capture.spool import read_spool
from desktop.domain.codec import from_plain, to_plain
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import (
    CompareReply,
    CompareRequest,
    SpeechService,
    SpeechSettings,
    TranscribeReply,
    TranscribeRequest,
)

ROOT = Path(__file__).resolve().parent.parent
Request = TranscribeRequest | CompareRequest
Reply = TranscribeReply | CompareReply


class RememberedSpeech(ServiceProcess):
    """Works in this process, as nothing else waits for it, and keeps its replies by sound, place and settings. Whoever
    changes the recogniser's own code starts anew."""

    def __init__(self, settings: SpeechSettings, folder: Path) -> None:
        """What was heard is kept in ``folder``. The model is loaded when there is something new to hear."""
        folder.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._folder = folder
        sources = sorted((ROOT / "models").glob("speech*.py"))
        self._code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()

    def submit(self, body: Request, timeout_s: float | None = None) -> Future[Reply]:
        sound = read_spool(Path(body.path), body.start_sample, body.end_sample).tobytes()
        how = {name: value for name, value in to_plain(body).items() if name not in ("id", "path")}
        key = hashlib.sha256(json.dumps([self._code, how]).encode() + sound).hexdigest()[:24]
        kept = self._folder / f"{key}.json"
        if not kept.exists():
            reply = to_plain(self._service.handle(body))
            kept.write_text(json.dumps(reply, ensure_ascii=False), encoding="utf-8")
        kind = TranscribeReply if isinstance(body, TranscribeRequest) else CompareReply
        given: Future[Reply] = Future()
        given.set_result(from_plain(kind, json.loads(kept.read_text(encoding="utf-8"))))
        return given

    @functools.cached_property
    def _service(self) -> SpeechService:
        return SpeechService(self._settings)
