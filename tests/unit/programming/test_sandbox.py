"""Attacks, run for real: what a solution tries, and that nothing comes of it.

Every attack runs as the user of the tests and, when that is root, as an ordinary user too.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop.domain.errors import CandidError, MissingError
from desktop.programming import sandbox as module
from desktop.programming.sandbox import Job, Limits, Outcome, Sandbox

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")

# The server as an ordinary user, who may not be able to read this Python: everything is loaded before.
AS_NOBODY = f"""
import importlib, os, sys
sys.path.insert(0, sys.argv[1])
from desktop.programming import lockdown, server, solution
for name in server.LIBRARY:
    importlib.import_module(name)
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
server.main()
"""


def started_by(program: str) -> list[str]:
    return [sys.executable, "-s", "-P", "-B", "-c", program, str(ROOT)]


@pytest.fixture(scope="module", params=["as it is", "ordinary user"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "ordinary user":
            if os.geteuid() != 0:
                pytest.skip("the tests run as an ordinary user already")
            patch.setattr(module, "server_command", lambda: started_by(AS_NOBODY))
        box = Sandbox()
    with box:
        yield box


def attempt(sandbox: Sandbox, body: str, limits: Limits | None = None, **names: object) -> Outcome:
    """The outcome of a function with ``body``; ``names`` are constants that it knows."""
    constants = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    source = f"{constants}def solve():\n{textwrap.indent(textwrap.dedent(body), '    ')}"
    return sandbox.run(Job(source, "solve()"), limits or Limits(cpu_s=1))


def still_works(sandbox: Sandbox) -> bool:
    return attempt(sandbox, "return 6 * 7").value == 42


def test_a_harmless_solution_runs_with_numpy_and_says_what_protected_it(sandbox: Sandbox) -> None:
    done = attempt(sandbox, "import numpy as np\nprint('你好')\nreturn np.linalg.svd(np.eye(3))[1], {1: (2, {3})}")
    assert done.status == "returned"
    assert done.value == [[1.0, 1.0, 1.0], {"pairs": [[1, [2, {"set": [3]}]]]}]
    assert done.printed == "你好\n"
    assert {"seccomp", "no-new-privileges", "resource-limits", "no-capabilities"} <= set(done.protections)


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import os\nfor d in (0, 1, 2, 3): os.close(d)\nwhile True: pass",
        "import re\nreturn re.match(r'(a+)+b', 'a' * 40)",
        "import time\ntime.sleep(60)",
        "import os, signal, threading\nsignal.raise_signal(signal.SIGSTOP)",
    ],
    ids=["loop", "ignores the signal", "catches all", "closes everything", "slow expression", "sleeps", "stops itself"],
)
def test_endless_work_ends(sandbox: Sandbox, body: str) -> None:
    start_s = time.monotonic()
    assert attempt(sandbox, body).status == "timed_out"
    assert time.monotonic() - start_s < 12
    assert still_works(sandbox)


@pytest.mark.parametrize(
    "body",
    [
        "import os\nwhile True: os.fork()",
        "import os\nos.posix_spawn('/bin/sh', ['sh'], {})",
        "import os\nos.execv('/bin/sh', ['sh'])",
    ],
    ids=["fork bomb", "spawn", "exec"],
)
def test_no_process_can_be_made(sandbox: Sandbox, body: str) -> None:
    done = attempt(sandbox, body)
    assert (done.status, done.error.split(":")[0]) == ("raised", "PermissionError")
    assert psutil.Process(sandbox._process.pid).children(recursive=True) == []


def test_no_process_can_be_made_through_the_c_library_nor_a_thread(sandbox: Sandbox) -> None:
    done = attempt(
        sandbox, "import ctypes\nc = ctypes.CDLL(None)\nreturn c.fork(), c.system(b'true'), c.syscall(56, 0)"
    )
    assert done.status == "returned"
    assert done.value[0] == -1
    assert done.value[1] != 0
    assert done.value[2] == -1
    done = attempt(sandbox, "import threading\nthreading.Thread(target=print).start()")
    assert done.error == "RuntimeError: can't start new thread"


@pytest.mark.parametrize(
    "body",
    [
        "kept = []\nwhile True: kept.append(bytearray(10**7))",
        "import numpy as np\nreturn np.ones(10**9).sum()",
        "kept = []\nwhile True: kept.append(len(kept))",
        "return 'x' * 10**10",
    ],
)
def test_memory_is_bounded(sandbox: Sandbox, body: str) -> None:
    done = attempt(sandbox, body, Limits(cpu_s=10, memory_mb=200))
    assert done.status == "raised"
    assert done.error.split(":")[0] in ("MemoryError", "_ArrayMemoryError")
    assert done.peak_bytes < 400e6
    assert still_works(sandbox)


@pytest.mark.parametrize(
    "body",
    [
        "while True: print('x' * 1000)",
        "import os\nwhile True: os.write(2, b'x' * 100_000)",
        "import os\nwhile True: os.write(3, b'x' * 100_000)",
        "return 'x' * 10**7",
    ],
    ids=["prints", "errors", "result channel", "returns"],
)
def test_output_is_bounded(sandbox: Sandbox, body: str) -> None:
    done = attempt(sandbox, body)
    assert done.status == "too_much"
    assert len(done.printed) <= Limits().printed_bytes


@pytest.mark.parametrize(
    "body",
    [
        "return open('/etc/passwd').read()",
        "import os\nreturn os.listdir(HOME)",
        "import os\nreturn os.stat(SECRET).st_size",
        "import os\nreturn os.readlink('/proc/self/exe')",
        "return open(SECRET).read()",
        "return open('/proc/self/environ').read()",
        "return open(f'/proc/{PARENT}/environ').read()",
        "return open(f'/proc/{PARENT}/mem', 'rb').read(1)",
        "import os\nos.chdir('/')",
        "import os\nreturn os.getcwd()",
        "import numpy as np\nreturn np.fromfile(SECRET)",
        "import numpy as np\nreturn np.load(SECRET)",
    ],
)
def test_no_file_can_be_read_or_looked_for(sandbox: Sandbox, body: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("my diary")
    names = {"SECRET": str(secret), "HOME": str(Path.home()), "PARENT": sandbox._process.pid}
    done = attempt(sandbox, body, **names)
    assert (done.status, done.error.split(":")[0]) == ("raised", "PermissionError")


@pytest.mark.parametrize(
    "body",
    [
        "with open(PLACE, 'wb') as f:\n    while True: f.write(b'0' * 10**6)",
        "import os\nos.remove(SECRET)",
        "import os\nos.rename(SECRET, PLACE)",
        "import os\nos.chmod(SECRET, 0)",
        "import os\nos.truncate(SECRET, 0)",
        "import os\nos.mkdir(PLACE)",
        "import os\nos.symlink(SECRET, PLACE)",
        "import os\nreturn os.memfd_create('x')",
        "import os\nos.ftruncate(1, 10**12)",
    ],
)
def test_nothing_can_be_written_or_deleted(sandbox: Sandbox, body: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    secret = tmp_path / "secret"
    secret.write_text("my diary")
    secret.chmod(0o666)
    done = attempt(sandbox, body, SECRET=str(secret), PLACE=str(tmp_path / "new"))
    assert (done.status, done.error.split(":")[0]) == ("raised", "PermissionError")
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert secret.read_text() == "my diary"
    assert secret.stat().st_mode & 0o777 == 0o666


def test_the_environment_holds_nothing_of_the_person(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "my-secret-value")
    with Sandbox() as fresh:
        seen = attempt(fresh, "import os\nreturn sorted(os.environ)").value
    assert not {"HOME", "USER", "PATH", "DISPLAY", "MY_KEY"} & set(seen)


def test_no_network_by_any_door(sandbox: Sandbox) -> None:
    for name in (
        "socket",
        "_socket",
        "ssl",
        "urllib.request",
        "http.client",
        "asyncio",
        "subprocess",
        "multiprocessing",
    ):
        done = attempt(sandbox, f"import {name}")
        assert done.error.startswith(("ModuleNotFoundError", "ImportError", "PermissionError")), name
    with socket.create_server(("127.0.0.1", 0)) as server:
        body = """
            import ctypes, struct
            c = ctypes.CDLL(None, use_errno=True)
            made = [c.socket(family, kind, 0) for family in (1, 2, 10, 16, 17) for kind in (1, 2, 3)]
            address = struct.pack("<H", 2) + struct.pack(">H", PORT) + bytes([127, 0, 0, 1]) + bytes(8)
            connected = [c.connect(d, address, 16) for d in range(8)]
            pair = c.socketpair(1, 1, 0, (ctypes.c_int * 2)())
            return made, connected, pair, ctypes.get_errno()
        """
        made, connected, pair, error = attempt(sandbox, body, PORT=server.getsockname()[1]).value
        assert set(made) == set(connected) == {pair} == {-1}
        assert error == 1
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()


def test_nobody_else_is_signalled_traced_or_read(sandbox: Sandbox) -> None:
    body = """
        import ctypes, os
        c = ctypes.CDLL(None, use_errno=True)
        tried = []
        for pid in PIDS:
            tried += [c.kill(pid, 9), c.ptrace(16, pid, 0, 0), c.process_vm_readv(pid, 0, 0, 0, 0, 0)]
            tried += [c.syscall(number, pid, pid, 9) for number in (234, 129, 424, 434)]  # tgkill … pidfd_open
            tried += [c.fcntl(d, command, pid) for d in (1, 3) for command in (8, 10, 4)]  # F_SETOWN, F_SETSIG, F_SETFL
        tried += [c.kill(-1, 9), c.kill(0, 9)]
        return tried
    """
    done = attempt(sandbox, body, PIDS=[sandbox._process.pid, os.getpid(), 1])
    assert set(done.value) == {-1}
    assert still_works(sandbox)


def test_walls_cannot_be_taken_down(sandbox: Sandbox) -> None:
    body = """
        import ctypes, resource
        c = ctypes.CDLL(None, use_errno=True)
        tried = [c.prctl(1, 0, 0, 0, 0), c.prctl(22, 0, 0, 0, 0)]
        tried += [c.setuid(0), c.setresuid(0, 0, 0), c.unshare(0x10000000)]
        tried += [c.mprotect(ctypes.c_void_p(id(body) & ~4095), 4096, 7) for body in [b"x"]]
        c.mmap.restype = ctypes.c_ssize_t
        tried.append(c.mmap(None, 4096, 7, 0x22, -1, 0))
        for name in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
            try:
                resource.setrlimit(name, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                tried.append(0)
            except (PermissionError, ValueError):
                tried.append(-1)
        return tried
    """
    assert set(attempt(sandbox, body).value) == {-1}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("raise SystemExit(0)", "ended"),
        ("import os\nos._exit(0)", "ended"),
        ('import os\nprint(\'{"status": "returned", "value": 42}\')\nos._exit(0)', "ended"),
        ("import ctypes\nctypes.string_at(0)", "crashed"),
        ("import os\nos.abort()", "crashed"),
        ("import os\nos.write(3, b'nonsense')\nreturn 42", "unusable"),
        ('import os\nos.write(3, b\'{"walls": ["all"]}\\n\')\nreturn 42', "unusable"),
        ("import os\nos.write(3, b'[' * 100_000)\nos._exit(0)", "unusable"),
        (
            "import os\nos.write(3, b'{\"status\": \"returned\", \"value\": ' + b'9' * 10_000 + b'}')\nos._exit(0)",
            "unusable",
        ),
        ("return (x for x in [])", "unusable"),
        ("a = []\na.append(a)\nreturn a", "unusable"),
        ("return 10 ** 10_000", "raised"),
    ],
)
def test_leaving_early_and_false_results_are_no_result(sandbox: Sandbox, body: str, status: str) -> None:
    done = attempt(sandbox, body)
    assert done.status == status
    assert done.value is None
    assert still_works(sandbox)


def test_one_job_leaves_nothing_for_the_next(sandbox: Sandbox) -> None:
    attempt(sandbox, "import builtins, json\nbuiltins.len = lambda x: 42\njson.dumps = lambda x: 'no'\nreturn 1")
    assert attempt(sandbox, "return len('abc')").value == 3
    first = attempt(sandbox, "mark = 'job' + '-' + 'one'\nreturn mark")
    assert first.value == "job-one"
    body = """
        import gc, sys
        named = [o["mark"] for o in gc.get_objects() if isinstance(o, dict) and "mark" in o]
        return [o for o in named if "job-" in str(o)]
    """
    assert attempt(sandbox, body).value == []


def test_what_is_printed_cannot_steer_a_terminal(sandbox: Sandbox) -> None:
    done = attempt(sandbox, "print('\\x1b[2Jgone\\x07\\u202e\\ttab')\nraise ValueError('\\x1b]0;title\\x07')")
    assert done.printed == "\ufffd[2Jgone\ufffd\ufffd\ttab\n"
    assert "\x1b" not in done.error


def test_errors_name_the_line_of_the_solution(sandbox: Sandbox) -> None:
    assert sandbox.run(Job("def f():\n    x = 1\n    return x / 0", "f()"), Limits()).line == 3
    done = sandbox.run(Job("def f(:\n    pass", "f()"), Limits())
    assert (done.status, done.line, done.error) == ("not_python", 1, "invalid syntax")


def test_the_same_seed_gives_the_same_numbers() -> None:
    job = Job(
        "import random\ndef f(): return random.random(), list({'a', 'b', 'c', 'd'})", "f() + (rng.random(),)", seed=3
    )
    found = []
    for _ in range(2):
        with Sandbox() as one:
            found.append(one.run(job, Limits()).value)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("lockdown.known_machine = lambda: False", "not known to Candid"),
        ("lockdown.compute_only = lambda pid: seccomp.Program(1, (seccomp._Instruction * 1)((6, 0, 0, 0x7FFF0000)))",
         "does not hold for files"),
        ("lockdown.compute_only = lambda pid: seccomp.Program(0, None)", "seccomp"),
    ],
    ids=["unknown processor", "a filter that lets all through", "a kernel that refuses the filter"],
)  # fmt: skip
def test_without_its_walls_nothing_is_run(change: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = f"""
import sys
sys.path.insert(0, sys.argv[1])
from desktop.programming import lockdown, seccomp, server
{change}
server.main()
"""
    monkeypatch.setattr(module, "server_command", lambda: started_by(program))
    with Sandbox() as unsafe, pytest.raises(MissingError, match="cannot keep a solution apart") as error:
        unsafe.run(Job("print('ran')", "1"), Limits())
    assert said in str(error.value)
    assert "Nothing was run" in str(error.value)


def test_other_systems_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(MissingError, match="on this system yet"):
        Sandbox()


def test_landlock_alone_keeps_files_and_the_network_shut() -> None:
    """Behind the filter it is never reached, so it is tried without."""
    program = """
import ctypes, os, socket, sys
sys.path.insert(0, sys.argv[1])
from desktop.programming.lockdown import landlock
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)
version = landlock(libc)
tried = []
for attempt in (
    lambda: open("/etc/passwd"), lambda: os.listdir("/"), lambda: open("/tmp/candid-landlock", "w"),
    lambda: socket.create_connection(("127.0.0.1", 9)), lambda: os.execv("/bin/true", ["true"]),
):
    try:
        attempt()
        tried.append("done")
    except OSError as error:
        tried.append(error.errno)
print(version, *tried)
"""
    done = subprocess.run(started_by(program), capture_output=True, text=True, check=True).stdout.split()
    if done[0] == "0":
        pytest.skip("this kernel has no Landlock")
    network = "13" if int(done[0]) >= 4 else "111"
    assert done[1:] == ["13", "13", "13", network, "13"]


def test_everything_ends_with_the_program_that_started_it() -> None:
    program = """
import sys
sys.path.insert(0, sys.argv[1])
from desktop.programming.sandbox import Job, Limits, Sandbox
sandbox = Sandbox()
print("started", flush=True)
sandbox.run(Job("while True: pass", "1"), Limits(cpu_s=60))
"""
    with subprocess.Popen(started_by(program), stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "started\n"
        until_s = time.monotonic() + 20
        while len(found := psutil.Process(owner.pid).children(recursive=True)) < 2:
            assert time.monotonic() < until_s
            time.sleep(0.05)
        owner.kill()
    _, alive = psutil.wait_procs(found, timeout=10)
    assert alive == []


def test_a_run_can_be_stopped_from_outside() -> None:
    box = Sandbox()
    threading.Timer(1.0, box.close).start()
    start_s = time.monotonic()
    with pytest.raises(CandidError, match="has failed"):
        box.run(Job("while True: pass", "1"), Limits(cpu_s=60))
    assert time.monotonic() - start_s < 10
