"""A real HTTP server on this computer that serves weights the way hubs and package indexes do, faults included."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import time
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Shelf:
    """What is served and how. Keys are paths; ``asked`` records method, path and Range of every request."""

    files: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    status: dict[str, list[int]] = field(default_factory=dict)
    cut_after: dict[str, list[int]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    ranges: bool = True
    slow_s: float = 0.0
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Shelf

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        shelf, path = self.shelf, self.path
        asked_range = self.headers.get("Range", "")
        shelf.asked.append((self.command, path, asked_range))
        if path in shelf.silent:
            shelf.over.wait(10)
            self.close_connection = True
            return
        if body and shelf.status.get(path):
            self._plain(shelf.status[path].pop(0))
            return
        if path not in shelf.files:
            self._plain(404)
            return
        data, start = shelf.files[path], 0
        if asked_range and shelf.ranges:
            start = int(asked_range.removeprefix("bytes=").split("-")[0])
            if start >= len(data):
                self._plain(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Content-Type", shelf.types.get(path, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data) - start))
        for name, value in shelf.headers.get(path, {}).items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self._send(path, data[start:])

    def _send(self, path: str, data: bytes) -> None:
        cuts = self.shelf.cut_after.get(path)
        limit = cuts.pop(0) if cuts else len(data)
        try:
            for i in range(0, min(limit, len(data)), 16384):
                self.wfile.write(data[i : min(i + 16384, limit)])
                if self.shelf.slow_s:
                    time.sleep(self.shelf.slow_s)
        except OSError:
            return
        if limit < len(data):
            self.close_connection = True

    def _plain(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


class WeightsServer:
    """Runs while its ``with`` block does; ``url`` has no slash at its end."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        handler = type("Handler", (_Handler,), {"shelf": self.shelf})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> WeightsServer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shelf.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def add_wheel(
        self, package: str, version: str, members: dict[str, bytes], *, html: bool = False, sha: str = ""
    ) -> str:
        """Puts a wheel and its index page up; the answer is the wheel's path."""
        blob = wheel_bytes(members)
        name = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
        path = f"/files/{name}"
        self.shelf.files[path] = blob
        digest = sha or hashlib.sha256(blob).hexdigest()
        page = f"/simple/{package}/"
        if html:
            text = f'<html><body><a href="../../files/{name}#sha256={digest}">{name}</a></body></html>'
            self.shelf.files[page], self.shelf.types[page] = text.encode(), "text/html"
        else:
            row = {"filename": name, "url": f"{self.url}{path}", "hashes": {"sha256": digest}, "size": len(blob)}
            self.shelf.files[page] = json.dumps({"files": [row], "name": package}).encode()
            self.shelf.types[page] = "application/vnd.pypi.simple.v1+json"
        return path


def wheel_bytes(members: dict[str, bytes]) -> bytes:
    """A zip archive with these members, as wheels are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
