"""Numbers and claims in the questions on embedded systems."""

from __future__ import annotations

import ctypes
import math

import pytest


def test_padding_of_the_structure() -> None:
    """seven-bytes-in-the-packet"""
    fields = [("kind", ctypes.c_uint8), ("value", ctypes.c_uint32), ("check", ctypes.c_uint16)]
    plain = type("Plain", (ctypes.Structure,), {"_fields_": fields})
    assert ctypes.sizeof(plain) == 12
    assert (plain.value.offset, plain.check.offset) == (4, 8)
    assert sum(ctypes.sizeof(kind) for _, kind in fields) == 7


def test_ring_of_eight_holds_seven() -> None:
    """byte-queue-without-masking"""
    size, read, write, held = 8, 0, 0, []
    buffer = [0] * size
    for byte in range(10):
        if (write + 1) & (size - 1) != read:
            buffer[write] = byte
            write = (write + 1) & (size - 1)
    while read != write:
        held.append(buffer[read])
        read = (read + 1) & (size - 1)
    assert held == list(range(7))


def test_tolerance_of_a_serial_frame() -> None:
    """garbage-on-the-serial-console"""
    assert pytest.approx(0.0526, abs=0.0001) == 0.5 / 9.5


def test_lowest_identifier_wins() -> None:
    """who-wins-on-the-bus"""
    contenders = {0x123, 0x120, 0x456}
    for bit in range(10, -1, -1):
        on_the_bus = min(identifier >> bit & 1 for identifier in contenders)
        contenders = {identifier for identifier in contenders if identifier >> bit & 1 == on_the_bus}
    assert contenders == {0x120}


def test_three_tasks_meet_their_deadlines() -> None:
    """three-tasks-one-processor"""
    tasks = [(1, 4), (2, 6), (3, 12)]
    load = sum(time / period for time, period in tasks)
    assert load == pytest.approx(0.833, abs=0.001)
    assert pytest.approx(0.78, abs=0.001) == 3 * (2 ** (1 / 3) - 1)
    responses = []
    for number, (time, _) in enumerate(tasks):
        response, last = time, 0
        while response != last:
            last = response
            response = time + sum(math.ceil(last / period) * need for need, period in tasks[:number])
        responses.append(response)
    assert responses == [1, 3, 10]

    left, timeline = [0, 0, 0], []
    for now in range(12):
        for number, (time, period) in enumerate(tasks):
            if now % period == 0:
                left[number] = time
        running = next((number for number in range(3) if left[number]), None)
        timeline.append(running)
        if running is not None:
            left[running] -= 1
    assert timeline == [0, 1, 1, 2, 0, 2, 1, 1, 0, 2, None, None]
