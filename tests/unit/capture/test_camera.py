"""A camera that is not there is said to be missing, and what to do about it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from desktop.capture.camera import CameraSource, is_stream
from desktop.capture.frame_source import CameraLost
from desktop.domain.errors import DeviceMissing


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="device paths are Linux's")
@pytest.mark.parametrize("spec", [77, "77", "/dev/video77"])
def test_absent_camera(spec: int | str) -> None:
    source = CameraSource(spec)
    with pytest.raises(DeviceMissing, match=r"There is no camera"):
        source.open()
    source.close()
    source.close()


def test_address_that_refuses() -> None:
    with pytest.raises(DeviceMissing, match="does not answer"):
        CameraSource("http://127.0.0.1:9/stream").open()


def test_what_counts_as_a_stream() -> None:
    assert is_stream("http://host/x")
    assert is_stream("RTSP://host")
    assert not is_stream("/dev/video0")
    assert not is_stream("C:\\film.mp4")


class _Mjpeg(BaseHTTPRequestHandler):
    """Forty pictures, then the connection breaks."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        self.end_headers()
        for k in range(40):
            jpeg = cv2.imencode(".jpg", np.full((120, 160, 3), 5 * k, np.uint8))[1].tobytes()
            self.wfile.write(
                b"--part\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg) + jpeg + b"\r\n"
            )

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Mjpeg)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/camera.mjpg"
    server.shutdown()
    thread.join()
    server.server_close()


def test_network_camera_is_read_and_its_end_is_a_loss(address: str) -> None:
    source = CameraSource(address)
    source.open()
    last_s = 0.0
    for _ in range(20):
        frame = source.read()
        assert frame is not None
        assert frame.image.shape == (120, 160, 3)
        assert frame.t_s > last_s
        last_s = frame.t_s
    with pytest.raises(CameraLost):
        _read_on(source)
    source.close()


def _read_on(source: CameraSource) -> None:
    for _ in range(100):
        source.read()
