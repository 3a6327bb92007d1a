"""The part that runs inside the locked process: the solution, one call of it, and its output as JSON.

Nothing here is trusted by the supervisor: the solution shares this process and can change all of it.
"""

from __future__ import annotations

import ast
import contextlib
import json
import linecache
import os
import random
import sys
import traceback
import types
from typing import Any

import numpy as np

from desktop.programming.lockdown import RESULT_DESCRIPTOR

FILE = "solution.py"
_MESSAGE_CHARACTERS = 500


def answer(job: dict[str, Any]) -> None:
    """Run ``job`` {source, given, call, seed} and write {status, …} to the result descriptor."""
    try:
        text = json.dumps({"status": "returned", "value": plain(_run(job))})
    except _NotPython as error:
        text = json.dumps({"status": "not_python", "message": error.args[0], "line": error.args[1]})
    except _Unusable as error:
        text = json.dumps({"status": "unusable", "message": str(error)})
    except SystemExit:
        text = json.dumps({"status": "ended"})
    except BaseException as error:
        text = json.dumps(_raised(error))
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    rest = text.encode()
    while rest:
        rest = rest[os.write(RESULT_DESCRIPTOR, rest) :]


def _run(job: dict[str, Any]) -> Any:
    random.seed(job["seed"])
    np.random.seed(job["seed"])
    space: dict[str, Any] = {"np": np, "rng": np.random.default_rng(job["seed"])}
    exec(job["given"], space)
    source = job["source"]
    # Files cannot be read any more; tracebacks and dataclasses look for the module and its lines here.
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)
    module = types.ModuleType("solution")
    sys.modules["solution"] = module
    try:
        code = compile(source, FILE, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _NotPython(error.msg[:_MESSAGE_CHARACTERS], error.lineno) from None
    exec(code, module.__dict__)
    # A global of the solution may be called like an input; in a call the input is meant.
    space = {**module.__dict__, **space}
    tree = ast.parse(job["call"], "<test>")
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), "a call ends with an expression"
    exec(compile(tree, "<test>", "exec"), space)
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), space)


class _Unusable(Exception):
    pass


class _NotPython(Exception):
    """What is wrong, and in which line."""


def plain(value: Any, depth: int = 0) -> Any:
    """``value`` as JSON can hold it: arrays and tuples as lists, {"set": […]}, {"pairs": [[key, value], …]}."""
    if depth > 50:
        raise _Unusable("it is nested more than 50 deep")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic | np.ndarray):
        if value.dtype.kind not in "biufU":
            raise _Unusable(f"it holds an array of {value.dtype}")
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, set | frozenset):
        return {"set": [plain(item, depth + 1) for item in value]}
    if isinstance(value, dict):
        return {"pairs": [[plain(key, depth + 1), plain(item, depth + 1)] for key, item in value.items()]}
    raise _Unusable(f"it holds a value of the type {type(value).__name__}")


def _raised(error: BaseException) -> dict[str, Any]:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    try:
        text = str(error)
    except Exception:
        text = ""
    return {
        "status": "raised",
        "type": type(error).__name__,
        "message": text[:_MESSAGE_CHARACTERS],
        "line": lines[-1] if lines else None,
    }
