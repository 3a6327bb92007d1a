"""Real child processes: lost, hanging, failing, stopped, and what was asked of them."""

import os
import signal
import threading
import time

import pytest

from desktop.domain.errors import ModelMissing
from desktop.workers.process import ChildProcess
from desktop.workers.service import RequestFailed, ServiceProcess, WorkerFailed


class Doubler:
    def __init__(self, settings):
        if settings == "missing":
            raise ModelMissing("no weights", action="fetch them")

    def handle(self, request):
        if request == "pid":
            return os.getpid()
        if request == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if request == "hang":
            time.sleep(60)
        if request == "bad":
            raise ValueError("cannot do that")
        if isinstance(request, tuple):
            time.sleep(request[1])
            return request[0] * 2
        if isinstance(request, list):
            return self._slowly(request)
        return request * 2

    def _slowly(self, steps):
        for step in steps:
            if step == "bad":
                raise ValueError("cannot do that")
            time.sleep(step)
            yield
        return len(steps)


@pytest.fixture
def service():
    service = ServiceProcess("doubler", Doubler, "ok")
    service.start()
    service.wait_ready(30)
    yield service
    service.stop()


def test_answers_in_order(service):
    futures = [service.submit(n) for n in range(100)]
    assert [future.result(10) for future in futures] == [2 * n for n in range(100)]
    assert service.backlog == 0


def test_a_killed_child_costs_no_request(service):
    pid = service.submit("pid").result(10)
    futures = [service.submit((n, 0.05)) for n in range(20)]
    os.kill(pid, signal.SIGKILL)
    assert [future.result(30) for future in futures] == [2 * n for n in range(20)]
    assert service.child.restarts == 1


def test_a_request_that_kills_is_given_up_and_the_next_works(service):
    deadly, harmless = service.submit("die"), service.submit(21)
    with pytest.raises(WorkerFailed, match="could not do"):
        deadly.result(30)
    assert harmless.result(30) == 42


def test_a_hang_is_ended_by_the_time_limit(service):
    hanging, after = service.submit("hang", timeout_s=1.0), service.submit(4)
    with pytest.raises(WorkerFailed):
        hanging.result(30)
    assert after.result(30) == 8


def test_what_is_heard_once_fails_with_its_first_hang(service):
    began_s = time.monotonic()
    hanging, after = service.submit("hang", timeout_s=1.0, once=True), service.submit(4)
    with pytest.raises(RequestFailed):
        hanging.result(30)
    assert after.result(30) == 8
    assert service.child.restarts == 1
    assert time.monotonic() - began_s < 20


def test_an_error_reaches_the_asker_and_the_child_lives(service):
    with pytest.raises(ValueError, match="cannot do that"):
        service.submit("bad").result(10)
    assert service.submit(1).result(10) == 2
    assert service.child.restarts == 0


def test_what_is_put_aside_lets_everything_else_go_first(service):
    slow = service.submit([0.1] * 30, aside=True)
    second = service.submit([0.01] * 3, aside=True)
    assert [service.submit(n).result(10) for n in range(5)] == [0, 2, 4, 6, 8]
    assert not slow.done()
    assert slow.result(30) == 30
    assert second.result(10) == 3
    with pytest.raises(ValueError, match="cannot do that"):
        service.submit(["bad"], aside=True).result(10)
    assert service.submit(1).result(10) == 2


@pytest.mark.parametrize("killer", ["hang", "die"])
def test_what_takes_steps_in_line_waits_for_the_rest_and_is_not_blamed_for_it(service, killer):
    slow = service.submit([0.1] * 20, timeout_s=60.0, once=True)
    assert service.submit(1).result(10) == 2
    deadly = service.submit(killer, timeout_s=1.0, once=killer == "hang")
    with pytest.raises(RequestFailed):
        deadly.result(30)
    assert not slow.done()
    assert slow.result(30) == 20
    assert service.submit([0.01] * 2).result(10) == 2


def test_a_step_that_hangs_is_ended_by_the_limit_of_the_whole(service):
    slow = service.submit([0.1, 60.0], timeout_s=2.0, once=True)
    with pytest.raises(RequestFailed):
        slow.result(30)
    assert service.submit(1).result(30) == 2


def test_what_is_put_aside_delays_no_time_limit_and_is_not_repeated(service):
    slow = service.submit([0.1] * 300, aside=True)
    hanging = service.submit("hang", timeout_s=1.0)
    with pytest.raises(WorkerFailed):
        slow.result(30)
    with pytest.raises(WorkerFailed, match="could not do what it was asked for"):
        hanging.result(30)
    assert service.submit(4).result(30) == 8


def test_a_missing_model_is_said_once_and_not_retried():
    service = ServiceProcess("doubler", Doubler, "missing")
    service.start()
    with pytest.raises(ModelMissing, match="no weights"):
        service.wait_ready(30)
    with pytest.raises(ModelMissing):
        service.submit(1).result(5)
    assert service.child.restarts == 0
    service.stop()


def test_stop_is_quick_idempotent_and_leaves_no_process(service):
    pid = service.submit("pid").result(10)
    start_s = time.monotonic()
    service.stop()
    service.stop()
    assert time.monotonic() - start_s < 3
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def chatter(settings, channel):
    for n in range(settings):
        channel.offer(n)
    channel.send("done")
    while not channel.stopped:
        channel.poll(None)


def test_offers_keep_the_newest_and_sends_all():
    newest, sent, done = [], [], threading.Event()

    def on_message(message):
        sent.append(message)
        done.set()

    child = ChildProcess("chatter", chatter, 20_000, on_message=on_message, on_newest=newest.append)
    child.start()
    assert done.wait(30)
    deadline_s = time.monotonic() + 5
    while (not newest or newest[-1] != 19_999) and time.monotonic() < deadline_s:
        time.sleep(0.01)
    child.stop()
    assert sent == ["done"]
    assert newest[-1] == 19_999
    assert newest == sorted(newest)
    assert len(newest) < 20_000


def fall_silent(_settings, channel):
    channel.send("here")
    os.kill(os.getpid(), signal.SIGSTOP)


def test_a_frozen_child_is_noticed_by_its_silence():
    heard, restarted = [], threading.Event()
    child = ChildProcess(
        "frozen", fall_silent, None, on_message=heard.append, on_restart=restarted.set, silence_s=1.5, max_restarts=1
    )
    child.start()
    assert restarted.wait(30)
    child.stop(0.5)
    assert heard[0] == "here"


def fail(_settings, _channel):
    raise RuntimeError("broken on purpose")


def test_a_child_that_always_fails_is_given_up_with_its_reason():
    reasons, given_up = [], threading.Event()

    def on_given_up(reason):
        reasons.append(reason)
        given_up.set()

    child = ChildProcess("failing", fail, None, on_message=print, on_given_up=on_given_up, max_restarts=2)
    child.start()
    assert given_up.wait(60)
    assert reasons == ["RuntimeError: broken on purpose"]
    assert child.restarts == 2
