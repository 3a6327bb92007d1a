"""Finds the sentences that the program's source gives to people: by its syntax tree, without running it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
HOLE = "\0"
"""Stands for a value that is known only when the program runs."""


def sources(*folders: str) -> Iterator[Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))


def name_of(node: ast.expr) -> str:
    """``CandidError`` of ``CandidError`` and of ``errors.CandidError``."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@dataclass
class Module:
    """A source file that can say which texts an expression may have."""

    name: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    _asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    def calls(self, names: Iterable[str]) -> Iterator[ast.Call]:
        wanted = set(names)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and name_of(node.func) in wanted:
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def function_of(self, node: ast.AST) -> ast.AST | None:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, FUNCTIONS):
                return node
        return None

    def texts(self, node: ast.expr) -> set[str]:
        """Every text ``node`` may have, with ``HOLE`` for values; empty when it is not written in this file."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                return {"".join(chosen) for chosen in itertools.product(*(self._part(part) for part in parts))}
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return {a + b for a in self.texts(left) or {HOLE} for b in self.texts(right) or {HOLE}}
            case ast.IfExp(body=body, orelse=other):
                return self.texts(body) | self.texts(other)
            case ast.BoolOp(values=values):
                return set().union(*(self.texts(value) for value in values))
            case ast.Name(id=name):
                if name in self._asked:  # ``text = f"{text}."``
                    return set()
                self._asked.append(name)
                found = self._named(name, node)
                self._asked.pop()
                return found
            case _:
                return set()

    def _part(self, part: ast.expr) -> set[str]:
        if isinstance(part, ast.Constant):
            return {str(part.value)}
        assert isinstance(part, ast.FormattedValue)
        return (self.texts(part.value) if isinstance(part.value, ast.Name) else set()) or {HOLE}

    def _named(self, name: str, where: ast.AST) -> set[str]:
        found: set[str] = set()
        for scope in (self.function_of(where), self.tree):
            for node in ast.walk(scope) if scope else ():
                if isinstance(node, ast.Assign) and (scope is not self.tree or self.function_of(node) is None):
                    for target in node.targets:
                        found |= self._assigned(name, target, node.value)
                elif isinstance(node, ast.For | ast.comprehension) and name_of(node.target) == name:
                    items = node.iter.elts if isinstance(node.iter, ast.Tuple | ast.List) else ()
                    found |= set().union(*(self.texts(item) for item in items))
            if found:
                return found
        return found

    def _assigned(self, name: str, target: ast.expr, value: ast.expr) -> set[str]:
        if isinstance(target, ast.Name) and target.id == name:
            return self.texts(value)
        if not isinstance(target, ast.Tuple):
            return set()
        names = [name_of(item) for item in target.elts]
        rows = [value]
        if isinstance(value, ast.Subscript):  # ``what, action = reasons[key]`` with a dictionary of pairs above it
            rows = [pair for table in self._tables(value) for pair in table.values]
        elif isinstance(value, ast.IfExp):
            rows = [value.body, value.orelse]
        texts = (
            self.texts(row.elts[names.index(name)]) for row in rows if isinstance(row, ast.Tuple) and name in names
        )
        return set().union(*texts)

    def _tables(self, node: ast.Subscript) -> Iterator[ast.Dict]:
        for other in ast.walk(self.function_of(node) or self.tree):
            if not isinstance(other, ast.Assign) or not isinstance(other.value, ast.Dict):
                continue
            if any(name_of(target) == name_of(node.value) for target in other.targets):
                yield other.value
