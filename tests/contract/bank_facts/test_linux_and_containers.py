"""Numbers and behaviour claimed in linux-and-containers.yaml, both languages."""

import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="files are deleted in another way there")
def test_deleted_file_lives_while_it_is_open(tmp_path: Path) -> None:
    """disk-full-but-little-found"""
    path = tmp_path / "log"
    with path.open("w+b") as log:
        log.write(b"x" * 100_000)
        log.flush()
        path.unlink()
        assert not path.exists()
        held = os.fstat(log.fileno())
        assert (held.st_nlink, held.st_size) == (0, 100_000)
        log.truncate(0)
        assert os.fstat(log.fileno()).st_size == 0


def test_processes_behind_the_load() -> None:
    """high-load-idle-processor"""
    assert 40 - 8 == 32
    assert 40 / 8 == 5


def test_quota_is_used_up_early() -> None:
    """latency-spikes-at-forty-percent: two cores are 200 ms of processor time in a period of 100 ms"""
    quota = 2 * 100
    assert quota / 8 == 25
    assert 100 - quota / 8 == 75


def test_exit_code_of_a_killed_program() -> None:
    """container-killed-every-few-hours"""
    if sys.platform != "win32":
        assert 128 + signal.SIGKILL == 137
        done = subprocess.run(["sh", "-c", "sh -c 'kill -9 $$'; exit $?"], check=False)
        assert done.returncode == 137


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of this kind there")
def test_shell_as_first_process_keeps_the_signal() -> None:
    """requests-fail-at-every-deploy: a shell does not hand the signal on, and exec makes the program the receiver"""
    program = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('drained', flush=True), sys.exit(0)))\n"
        "print('up', flush=True)\n"
        "time.sleep(2)\n"
    )
    for command, expected in (('"$0" -c "$1"; true', ""), ('exec "$0" -c "$1"', "drained")):
        with subprocess.Popen(["sh", "-c", command, sys.executable, program], stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            assert run.stdout.readline().strip() == "up"
            run.send_signal(signal.SIGTERM)
            assert run.stdout.read().strip() == expected


def test_refused_at_once() -> None:
    """refused-or-just-hanging: a reachable machine without a listener answers with a refusal"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with socket.socket() as client:
        client.settimeout(10)
        with pytest.raises(ConnectionRefusedError):
            client.connect(("127.0.0.1", port))


def test_ring_of_buckets() -> None:
    """error-share-of-the-last-five-minutes: the ring agrees with a full list of requests"""
    ring = [[-1, 0, 0] for _ in range(300)]
    everything: list[tuple[int, bool]] = []
    dice = random.Random(5)
    second = 0
    for _ in range(4_000):
        second += dice.choice((0, 0, 1, 1, 2, 90 if dice.random() < 0.02 else 1))
        failed = dice.random() < 0.1
        slot = ring[second % 300]
        if slot[0] != second:
            slot[:] = [second, 0, 0]
        slot[1] += 1
        slot[2] += failed
        everything.append((second, failed))
        inside = [bad for at, bad in everything if second - 300 < at <= second]
        live = [entry for entry in ring if second - 300 < entry[0] <= second and entry[0] >= 0]
        assert (sum(e[1] for e in live), sum(e[2] for e in live)) == (len(inside), sum(inside))
    assert 5_000 * 300 == 1_500_000
