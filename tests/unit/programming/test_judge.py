"""A solution against its tests: verdicts, what stays hidden, and cheating."""

from __future__ import annotations

import dataclasses
import sys
import textwrap
from pathlib import Path

import pytest

from desktop.domain.errors import CandidError, InputError
from desktop.domain.programming import Case, Task, Trial
from desktop.localise import localise
from desktop.programming.judge import try_solution
from desktop.programming.tasks import load_tasks, shipped_tasks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")
SMALL = Path(__file__).resolve().parents[2] / "data" / "programming"


@pytest.fixture(scope="module")
def task() -> Task:
    """``double(n)``; its reference solution holds the mark that cheats look for."""
    return load_tasks(SMALL).find("double")


def solution(body: str) -> str:
    return "def double(n):\n" + textwrap.indent(textwrap.dedent(body), "    ")


def verdicts(trial: Trial) -> list[str]:
    return [result.verdict for result in trial.results]


def test_a_right_solution_passes_every_test(task: Task) -> None:
    trial = try_solution(task, solution("return n + n"))
    assert trial.passed
    assert verdicts(trial) == ["passed"] * 5
    assert [result.hidden for result in trial.results] == [False, False, True, True, True]
    assert "seccomp" in trial.protections
    assert trial.wall_s > max(result.wall_s for result in trial.results) > 0


def test_globals_of_the_solution_do_not_hide_inputs(task: Task) -> None:
    assert try_solution(task, "n = rng = np = 0\n" + solution("return n + n")).passed


def test_visible_tests_alone(task: Task) -> None:
    assert len(try_solution(task, solution("return n + n"), hidden=False).results) == 2


def test_a_visible_failure_shows_everything_and_a_hidden_one_nothing(task: Task) -> None:
    trial = try_solution(task, solution("print('n is', n)\nif n > 100: raise ValueError(f'n is {n}')\nreturn n * n"))
    first, second, third = trial.results[:3]
    assert (first.verdict, first.got, first.expected, first.printed) == ("passed", "4", "4", "n is 2\n")
    assert (second.verdict, second.call, second.got, second.expected) == ("wrong", "double(3)", "9", "6")
    assert third.verdict == "raised"
    assert third.message == "The solution raised ValueError."
    assert (third.call, third.expected, third.got, third.printed) == ("", "", "", "")
    assert third.line == 3


@pytest.mark.parametrize(
    ("body", "verdict", "chinese"),
    [
        ("return 1", "wrong", "输出与期望不符。"),
        ("return 1 / 0", "raised", "程序抛出了异常：ZeroDivisionError: division by zero。"),
        ("raise SystemExit", "ended", "程序没有返回结果就自行结束了。"),
        ("while True: pass", "timed_out", "时间到了：每个测试最多计算 1 秒。"),
        ("import ctypes\nctypes.string_at(0)", "crashed", "Python 解释器崩溃了（signal 11）。"),
        ("print('x' * 10**6)", "too_much", "打印的内容超过 64 kB，或返回的内容超过 4 MB。"),
        (
            "return [0] * 10**9",
            "raised",
            "程序抛出了异常：MemoryError。每个测试最多使用 512 MB 内存。",
        ),
        (
            "import os\nreturn os.fork()",
            "raised",
            "程序抛出了异常：PermissionError: [Errno 1] Operation not permitted。"
            "代码只能做计算：不能使用文件、网络、其他进程和线程。",
        ),
        (
            "import threading\nthreading.Thread(target=print).start()",
            "raised",
            "程序抛出了异常：RuntimeError: can't start new thread。"
            "代码只能做计算：不能使用文件、网络、其他进程和线程。",
        ),
        (
            "import socket",
            "raised",
            "程序抛出了异常：ModuleNotFoundError: No module named 'socket'。"
            "只能导入 NumPy 和 Python 自带的计算类模块。",
        ),
        ("return lambda: 1", "unusable", "输出无法比较：其中有类型为 function 的值。"),
    ],
)
def test_verdicts_in_both_languages(task: Task, body: str, verdict: str, chinese: str) -> None:
    result = try_solution(task, solution(body), hidden=False).results[0]
    assert result.verdict == verdict
    assert localise(result.message, "en") == result.message
    assert localise(result.message, "zh") == chinese


def test_after_a_test_out_of_time_the_others_are_left_out(task: Task) -> None:
    trial = try_solution(task, solution("while n == 3: pass\nreturn n + n"))
    assert verdicts(trial) == ["passed", "timed_out", "not_run", "not_run", "not_run"]
    assert localise(trial.results[2].message, "zh") == "前面有测试超时，这个测试没有运行。"


def test_what_is_not_python_is_told_once(task: Task) -> None:
    trial = try_solution(task, "def double(n):\n    return 2 n\n")
    assert verdicts(trial) == ["not_python"] + ["not_run"] * 4
    assert (trial.parsed, trial.results[0].line) == (False, 2)
    assert trial.results[0].message == "The code is not Python: invalid syntax."
    assert localise(trial.results[0].message, "zh") == "代码不符合 Python 语法：invalid syntax。"
    assert localise(trial.results[1].message, "zh") == "代码不符合 Python 语法，这个测试没有运行。"
    assert try_solution(task, solution("return eval('2 n')"), hidden=False).parsed


@pytest.mark.parametrize("body", ["return [0] * 10**9", "import numpy as np\nreturn np.ones(10**10).sum()"])
def test_memory_that_is_used_up_is_named_for_hidden_tests_too(task: Task, body: str) -> None:
    trial = try_solution(task, solution(body))
    assert "A test may use 512 MB." in trial.results[0].message
    assert trial.results[-1].message == "The solution raised MemoryError. A test may use 512 MB."


CHEATS = {
    "prints the result": "print(2 * n if n < 4 else 'passed')\nprint('{\"verdict\": \"passed\"}')\nreturn 0",
    "patches the checker": """
        import sys
        for name, module in list(sys.modules.items()):
            for attribute in ("matches", "plain", "try_solution", "answer", "_same"):
                if name.startswith("desktop") and hasattr(module, attribute):
                    setattr(module, attribute, lambda *a, **k: True)
        return 0
    """,
    "an object equal to everything": """
        class Same(int):
            def __eq__(self, other): return True
            def __hash__(self): return 0
        return Same(n)
    """,
    "looks for the answer in its memory": """
        import ctypes, gc, sys
        libc = ctypes.CDLL(None)
        libc.sbrk.restype = ctypes.c_void_p
        mark = "M4RK_" + "OF_THE"
        texts = [str(o) for o in gc.get_objects() if isinstance(o, (str, dict, list, tuple))]
        frame = sys._getframe()
        while frame:
            texts += [str(v) for v in (*frame.f_locals.values(), *frame.f_globals.values())]
            frame = frame.f_back
        heap = ctypes.string_at(libc.sbrk(0) - 1_000_000, 1_000_000)
        found = any(mark + "_REFERENCE" in text for text in texts) or (mark + "_REFERENCE").encode() in heap
        return 2 * n if found else -1
    """,
    "writes the result channel": """
        import os
        os.write(3, b'{"status": "returned", "value": true}')
        os._exit(0)
    """,
    "deletes the tests": """
        import os
        os.remove(TASKS)
        return 0
    """,
    "ends early": "import os\nos._exit(0)",
    "answers by heart": "return {2: 4, 3: 6}.get(n)",
}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise type(f'input_{n}', (Exception,), {})()", "The solution raised an exception that is not Python's own."),
        (
            "return type(f'input_{n}', (), {})()",
            "The output cannot be compared: it holds something that cannot be compared.",
        ),
    ],
)
def test_names_do_not_carry_hidden_inputs_out(task: Task, body: str, said: str) -> None:
    hidden = try_solution(task, solution(body)).results[2]
    assert hidden.message == said
    assert "101" not in str(hidden)
    assert localise(said, "zh") != said


@pytest.mark.parametrize("name", CHEATS)
def test_cheating_does_not_pass(task: Task, name: str) -> None:
    tasks = SMALL / "small.yaml"
    before = tasks.read_bytes()
    trial = try_solution(task, f"TASKS = {str(tasks)!r}\n" + solution(CHEATS[name]))
    assert "passed" not in verdicts(trial)[2:]
    assert tasks.read_bytes() == before
    assert try_solution(task, solution("return n + n")).passed


def test_the_search_for_the_answer_finds_what_is_there(task: Task) -> None:
    """The cheat above works where the mark is: a test that could not fail would show nothing."""
    body = "mine = 'M4RK_OF_THE' + '_REFERENCE'\n" + textwrap.dedent(CHEATS["looks for the answer in its memory"])
    assert try_solution(task, solution(body)).passed


@pytest.mark.parametrize("source", ["", "  \n", "x = 1\0", "#" * 200_000])
def test_what_is_no_solution_is_bad_input(task: Task, source: str) -> None:
    with pytest.raises(InputError):
        try_solution(task, source)


def test_a_task_whose_own_solution_fails_says_so(task: Task) -> None:
    broken = dataclasses.replace(task, hidden=(Case("double(n)"),))
    with pytest.raises(CandidError, match="has a fault"):
        try_solution(broken, solution("return n + n"))


def test_a_slow_right_solution_runs_out_of_time() -> None:
    task = shipped_tasks().find("sliding-window-maximum")
    slow = "def window_maxima(v, k):\n    return [max(v[i:i + k]) for i in range(len(v) - k + 1)]"
    assert verdicts(try_solution(task, slow))[-1] == "timed_out"
