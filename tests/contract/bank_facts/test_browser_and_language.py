"""Behaviour of JavaScript claimed in browser-and-language.yaml, both languages."""

import shutil
import subprocess

import pytest

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="no JavaScript engine on this machine")


def run(script: str) -> list[str]:
    assert NODE is not None
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


@needs_node
def test_loop_variable() -> None:
    """var-in-timer-loop"""
    assert run("for (var i = 0; i < 3; i++) setTimeout(() => console.log(i), 0)") == ["3", "3", "3"]
    assert run("for (let i = 0; i < 3; i++) setTimeout(() => console.log(i), 0)") == ["0", "1", "2"]
    assert run("for (var i = 0; i < 3; i++) (j => setTimeout(() => console.log(j), 0))(i)") == ["0", "1", "2"]
    assert run("for (var i = 0; i < 3; i++) setTimeout(console.log, 0, i)") == ["0", "1", "2"]


@needs_node
def test_debounce() -> None:
    """write-a-debounce: ten quick calls run once, with the last argument and the caller's this; cancel stops it"""
    script = """
    function debounce(f, wait) {
      let timer;
      function later(...args) { clearTimeout(timer); timer = setTimeout(() => f.apply(this, args), wait); }
      later.cancel = () => clearTimeout(timer);
      return later;
    }
    const it = { name: 'box', go: debounce(function (n) { console.log(this.name, n); }, 20) };
    for (let i = 0; i < 10; i++) it.go(i);
    const never = debounce(() => console.log('no'), 20);
    never(); never.cancel();
    """
    assert run(script) == ["box", "9"]


@needs_node
def test_awaiting_many() -> None:
    """twenty-awaits-in-a-loop"""
    assert 20 * 0.5 == 10
    rejected = """
    const one = (n, ms) => new Promise((ok, no) => setTimeout(() => {
      if (n === 7) { no(n); } else { console.log('ran'); ok(n); }
    }, ms));
    Promise.all([one(7, 1), one(8, 60), one(9, 60)]).catch(n => console.log('rejected', n));
    """
    assert run(rejected) == ["rejected", "7", "ran", "ran"]
    settled = """
    Promise.allSettled([Promise.resolve(1), Promise.reject(2)]).then(all => all.forEach(a => console.log(a.status)));
    """
    assert run(settled) == ["fulfilled", "rejected"]
    for_each = """
    (async () => {
      [1, 2].forEach(async n => { await new Promise(ok => setTimeout(ok, 5)); console.log(n); });
      console.log('after');
    })();
    """
    assert run(for_each) == ["after", "1", "2"]


@needs_node
def test_resolved_promise_is_no_pause() -> None:
    """page-freezes-after-a-click: awaiting a resolved promise never lets another task in"""
    script = """
    setTimeout(() => console.log('task'), 0);
    (async () => { for (let i = 0; i < 1000; i++) await Promise.resolve(); console.log('loop'); })();
    """
    assert run(script) == ["loop", "task"]
