"""Reference solutions against other ways to the same answer: by definition, by trying everything, by NumPy's own."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from desktop.programming.tasks import shipped_tasks

Check = Callable[[dict[str, Any], np.random.Generator], None]
CHECKS: dict[str, Check] = {}


def checks(task_id: str) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        CHECKS[task_id] = check
        return check

    return keep


@pytest.mark.parametrize("task_id", sorted(shipped_tasks().by_id))
def test_reference(task_id: str) -> None:
    space: dict[str, Any] = {}
    exec(shipped_tasks().by_id[task_id].reference, space)
    CHECKS[task_id](space, np.random.default_rng(1))


@checks("lower-bound")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    values = np.sort(rng.integers(0, 30, 40))
    assert [f["lower_bound"](values.tolist(), t) for t in range(-2, 33)] == [
        int(np.searchsorted(values, t)) for t in range(-2, 33)
    ]


@checks("search-rotated")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    for k in range(9):
        values = np.roll(np.arange(0, 18, 2), k).tolist()
        for t in range(-1, 19):
            assert f["search"](values, t) == (values.index(t) if t in values else -1)


@checks("sliding-window-maximum")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    values = rng.integers(0, 9, 40).tolist()
    for k in (1, 2, 5, 40, 41):
        assert f["window_maxima"](values, k) == [max(values[i : i + k]) for i in range(len(values) - k + 1)]


@checks("merge-intervals")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    for _ in range(50):
        intervals = [[int(a), int(a + w)] for a, w in rng.integers(0, 12, (6, 2))]
        merged = f["merge"]([list(one) for one in intervals])
        halves = {x for a, b in intervals for x in range(2 * a, 2 * b + 1)}
        assert halves == {x for a, b in merged for x in range(2 * a, 2 * b + 1)}
        assert all(one[1] < other[0] for one, other in itertools.pairwise(merged))


@checks("top-k-frequent")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    words = rng.choice(list("abcdefgh"), 60).tolist()
    ranked = sorted(set(words), key=lambda word: (-words.count(word), word))
    assert [f["top_k"](words, k) for k in range(10)] == [ranked[:k] for k in range(10)]


@checks("edit-distance")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    @cache
    def distance(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        if a[0] == b[0]:
            return distance(a[1:], b[1:])
        return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))

    for _ in range(40):
        a, b = ("".join(rng.choice(list("abc"), n)) for n in rng.integers(0, 8, 2))
        assert f["edit_distance"](a, b) == distance(a, b)


@checks("knapsack")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    weights, values = rng.integers(1, 9, 8).tolist(), rng.integers(0, 9, 8).tolist()
    choices = list(itertools.product((0, 1), repeat=8))
    for capacity in range(0, 40, 3):
        loads = [c for c in choices if np.dot(c, weights) <= capacity]
        assert f["best_value"](weights, values, capacity) == max(np.dot(c, values) for c in loads)


@checks("matrix-chain")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    def cost(s: list[int]) -> int:
        if len(s) <= 2:
            return 0
        return min(cost(s[: k + 1]) + cost(s[k:]) + s[0] * s[k] * s[-1] for k in range(1, len(s) - 1))

    for n in range(2, 8):
        sizes = rng.integers(1, 9, n).tolist()
        assert f["chain_cost"](sizes) == cost(sizes)


@checks("lru-cache")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    made, used = f["LRUCache"](5), []  # (key, value), the last used at the end
    for key, value, get in rng.integers(0, 9, (600, 3)).tolist():
        there = next((item for item in used if item[0] == key), None)
        if get % 2:
            assert made.get(key) == (there[1] if there else -1)
            used = [item for item in used if item != there] + ([there] if there else [])
        else:
            made.put(key, value)
            used = ([item for item in used if item != there] + [(key, value)])[-5:]


@checks("trie-prefix")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    trie, words = f["Trie"](), set()
    for _ in range(60):
        word = "".join(rng.choice(list("ab"), rng.integers(0, 5)))
        trie.add(word)
        words.add(word)
        for other in ("", "a", "ab", "bba", word):
            assert trie.has(other) == (other in words)
            assert trie.count(other) == sum(w.startswith(other) for w in words)


@checks("union-find")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    made, groups = f["UnionFind"](20), [{n} for n in range(20)]
    for a, b in rng.integers(0, 20, (40, 2)).tolist():
        one, other = (next(g for g in groups if n in g) for n in (a, b))
        assert made.union(a, b) == (one is not other)
        if one is not other:
            groups.remove(other)
            one |= other
        assert (made.groups(), made.size(b)) == (len(groups), len(one))


@checks("dijkstra")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    for _ in range(20):
        edges = [tuple(map(int, e)) for e in zip(*rng.integers(0, 7, (2, 14)), rng.integers(0, 9, 14), strict=True)]
        d = np.full((7, 7), np.inf)
        np.fill_diagonal(d, 0)
        for a, b, length in edges:
            d[a, b] = min(d[a, b], length)
        for k in range(7):
            d = np.minimum(d, d[:, k, None] + d[None, k])
        assert f["distances"](7, edges, 2) == [int(x) if np.isfinite(x) else -1 for x in d[2]]


@checks("topological-order")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    for _ in range(40):
        pairs = [(int(a), int(b)) for a, b in rng.integers(0, 5, (4, 2))]
        valid = (p for p in itertools.permutations(range(5)) if all(p.index(a) < p.index(b) for a, b in pairs))
        assert f["order"](5, pairs) == list(next(valid, ()))


@checks("depthwise-separable-conv")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    x, depth, point = rng.normal(size=(2, 5, 6)), rng.normal(size=(2, 3, 3)), rng.normal(size=(4, 2))
    for stride, pad in ((1, 0), (2, 1), (3, 2)):
        padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::stride, ::stride]
        assert np.allclose(f["separable_conv"](x, depth, point, stride, pad),
                           np.tensordot(point, (windows * depth[:, None, None]).sum(axis=(3, 4)), 1))  # fmt: skip


@checks("scaled-dot-product-attention")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    q, k, v = rng.normal(size=(3, 4, 5))
    for causal in (False, True):
        rows = []
        for t in range(4):
            seen = range(t + 1 if causal else 4)
            weights = [math.exp(float(q[t] @ k[s]) / math.sqrt(5)) for s in seen]
            rows.append(sum(w * v[s] for w, s in zip(weights, seen, strict=True)) / sum(weights))
        assert np.allclose(f["attention"](q, k, v, causal), rows)


@checks("batch-norm-forward")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    x = rng.normal(3, 2, (50, 3))
    y, mean, var = f["batch_norm"](x, np.full(3, 2.0), np.ones(3), np.zeros(3), np.zeros(3), True, 1.0, 0.0)
    assert np.allclose(y.mean(axis=0), 1)
    assert np.allclose(y.std(axis=0), 2)
    assert np.allclose(mean, x.mean(axis=0))
    assert np.allclose(var, np.cov(x.T).diagonal())


def slope(function: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    """The gradient by differences."""
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        shift = np.zeros_like(at)
        shift[place] = 1e-5
        found[place] = (function(at + shift) - function(at - shift)) / 2e-5
    return found


@checks("softmax-cross-entropy")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    logits, classes = rng.normal(size=(4, 3)), rng.integers(0, 3, 4)
    loss, gradient = f["cross_entropy"](logits, classes)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert np.isclose(loss, -np.mean([math.log(p[i, c]) for i, c in enumerate(classes)]))
    assert np.allclose(gradient, slope(lambda z: f["cross_entropy"](z, classes)[0], logits), atol=1e-8)


@checks("logistic-regression-step")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    x, y, w = rng.normal(size=(9, 3)), rng.integers(0, 2, 9), rng.normal(size=4)

    def loss(wb: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-(x @ wb[:3] + wb[3])))
        return float(-np.mean(np.where(y, np.log(p), np.log(1 - p))) + 0.05 * wb[:3] @ wb[:3])

    new_w, new_b = f["step"](x, y, w[:3], w[3], 0.5, 0.1)
    assert np.allclose([*new_w, new_b], w - 0.5 * slope(loss, w), atol=1e-8)


@checks("adam-step")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    gradients = list(rng.normal(size=(6, 2)))
    w = np.array([1.0, -2.0])
    for t in range(1, 7):
        weigh = [np.array([beta ** (t - 1 - i) for i in range(t)]) for beta in (0.9, 0.99)]
        m, v = (np.average(np.array(gradients[:t]) ** power, axis=0, weights=weigh[power - 1]) for power in (1, 2))
        w = w - 0.1 * (m / (np.sqrt(v) + 1e-8) + 0.2 * w)
    assert np.allclose(f["steps"](np.array([1.0, -2.0]), gradients, 0.1, (0.9, 0.99), 1e-8, 0.2), w)


@checks("k-means")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    x = rng.normal(size=(30, 2))
    centres, assigned = f["k_means"](x, x[:4])
    for point, own in zip(x, assigned, strict=True):
        distances = [math.dist(point, centre) for centre in centres]
        assert distances[own] == min(distances)
    assert all(np.allclose(centres[i], x[assigned == i].mean(axis=0)) for i in set(assigned.tolist()))


@checks("pca-power-iteration")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    x = rng.normal(size=(60, 4)) * [1, 2, 6, 3]
    component, variance = f["first_component"](x)
    values, vectors = np.linalg.eigh(np.cov(x.T))
    assert np.isclose(variance, values[-1])
    assert np.isclose(abs(component @ vectors[:, -1]), 1)
    assert component[np.abs(component).argmax()] > 0


@checks("auc-by-ranks")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    labels, scores = rng.integers(0, 2, 60), rng.integers(0, 9, 60)
    pairs = [(p > n) + 0.5 * (p == n) for p in scores[labels == 1] for n in scores[labels == 0]]
    assert np.isclose(f["auc"](labels.tolist(), scores.tolist()), np.mean(pairs))


@checks("precision-recall-curve")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    labels, scores = rng.integers(0, 2, 40), rng.integers(0, 9, 40)
    points, ap = f["pr_curve"](labels.tolist(), scores.tolist())
    expected = [
        (labels[scores >= t].sum() / labels.sum(), labels[scores >= t].mean()) for t in sorted(set(scores))[::-1]
    ]
    assert np.allclose(points, expected)
    assert np.isclose(ap, np.sum(np.diff([0, *(r for r, _ in expected)]) * [p for _, p in expected]))


@checks("iou")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    for _ in range(60):
        corners = np.sort(rng.integers(0, 6, (2, 2, 2)), axis=1).reshape(2, 4).tolist()
        cells = [{(x, y) for x in range(b[0], b[2]) for y in range(b[1], b[3])} for b in corners]
        union = len(cells[0] | cells[1])
        assert np.isclose(f["iou"](*corners), len(cells[0] & cells[1]) / union if union else 0)


@checks("nms")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    iou: dict[str, Any] = {}
    exec(shipped_tasks().by_id["iou"].reference, iou)
    for _ in range(10):
        corner = rng.random((25, 2)) * 5
        boxes, scores = np.hstack([corner, corner + rng.uniform(1, 3, (25, 2))]), rng.integers(0, 9, 25)
        kept: list[int] = []
        for i in sorted(range(25), key=lambda i: (-scores[i], i)):
            if all(iou["iou"](boxes[i], boxes[j]) <= 0.3 for j in kept):
                kept.append(i)
        assert f["nms"](boxes, scores, 0.3) == kept


@checks("integral-image")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    image = rng.integers(-9, 9, (4, 5))
    made = f["Rectangles"](image)
    for a, c in itertools.combinations_with_replacement(range(5), 2):
        for b, d in itertools.combinations_with_replacement(range(6), 2):
            assert made.sum(a, b, c, d) == image[a:c, b:d].sum()


@checks("bpe-merges")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    """Joining is done on text between marks instead of on lists."""
    counts = {"".join(rng.choice(list("abc"), n)): int(c) for n, c in zip(*rng.integers(1, 7, (2, 20)), strict=True)}
    words = {"|".join(word): count for word, count in counts.items()}
    learned = []
    for _ in range(8):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in words.items():
            pieces = word.split("|")
            pairs.update({pair: count * n for pair, n in Counter(itertools.pairwise(pieces)).items()})
        best = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[0]
        learned.append(best)
        a, b = best
        words = {f"|{w}|".replace("|", "||").replace(f"|{a}||{b}|", f"|{a}{b}|").replace("||", "|").strip("|"): c
                 for w, c in words.items()}  # fmt: skip
    assert f["learn"](counts, 8) == learned


@checks("bleu-counts")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    references = [rng.choice(list("ab"), 12).tolist() for _ in range(5)]
    hypotheses = [r[:4] + rng.choice(list("ab"), 6).tolist() for r in references]
    product = 1.0
    for n in range(1, 5):
        matched = possible = 0
        for h, r in zip(hypotheses, references, strict=True):
            left = [tuple(r[i : i + n]) for i in range(len(r) - n + 1)]
            for gram in (tuple(h[i : i + n]) for i in range(len(h) - n + 1)):
                possible += 1
                if gram in left:
                    left.remove(gram)
                    matched += 1
        product *= matched / possible
    assert np.isclose(f["bleu"](hypotheses, references), product**0.25 * math.exp(1 - 60 / 50))


@checks("tf-idf")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    documents = [rng.choice(list("abcde"), 6).tolist() for _ in range(7)]
    words = list("abcdefg")
    idf = [math.log(8 / (1 + sum(w in d for d in documents))) + 1 for w in words]
    vectors = np.array([[d.count(w) * i for w, i in zip(words, idf, strict=True)] for d in [*documents, list("abbg")]])
    cosines = vectors[:-1] @ vectors[-1] / np.linalg.norm(vectors[:-1], axis=1) / np.linalg.norm(vectors[-1])
    assert np.allclose(f["similarities"](documents, list("abbg")), cosines)


@checks("beam-search")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    """A beam as wide as everything finds the best of all sequences."""
    table = np.log(rng.dirichlet(np.ones(3), size=4))

    def logp(prefix: tuple[int, ...]) -> list[float]:
        return list(table[prefix[-1] if prefix else 3])

    def total(tokens: tuple[int, ...]) -> float:
        return sum(logp(tokens[:i])[token] for i, token in enumerate(tokens))

    whole = [t for n in range(1, 5) for t in itertools.product(range(3), repeat=n) if 0 not in t[:-1]]
    ended = [t for t in whole if t[-1] == 0 or len(t) == 4]
    best = max(ended, key=total)
    tokens, score = f["beam_search"](logp, 200, 4)
    assert tuple(tokens) == best
    assert np.isclose(score, total(best))


@checks("top-p-sampling")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    p = np.array([0.15, 0.4, 0.05, 0.3, 0.1])
    drawn = Counter(f["sample"](np.log(p), 0.8, 1.0, (n + 0.5) / 1000) for n in range(1000))
    # 0.4 + 0.3 + 0.15 reach 0.8.
    assert set(drawn) == {1, 3, 0}
    assert all(abs(drawn[i] / 1000 - p[i] / 0.85) < 0.002 for i in drawn)
    hot = Counter(f["sample"](np.log(p), 1.0, 0.5, (n + 0.5) / 1000) for n in range(1000))
    assert all(abs(hot[i] / 1000 - p[i] ** 2 / (p**2).sum()) < 0.002 for i in range(5))


@checks("token-bucket")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    """A bucket that is filled tick by tick."""
    made, tokens = f["RateLimiter"](5, 0.5), 5.0
    for tick in range(400):
        tokens = min(5.0, tokens + 0.5 * 0.25) if tick else 5.0
        cost = int(rng.integers(1, 4))
        assert made.allow("k", tick * 0.25, cost) == (tokens >= cost)
        tokens -= cost if tokens >= cost else 0


@checks("consistent-hashing")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    ring, point = f["Ring"](8), f["point"]
    for node in "abcd":
        ring.add(node)
    ring.remove("b")
    points = {point(f"{node}#{i}"): node for node in "acd" for i in range(8)}
    for n in range(200):
        nearest = min(points, key=lambda p: (p - point(f"key{n}")) % 2**64)
        assert ring.owner(f"key{n}") == points[nearest]


@checks("bloom-filter")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    made = f["BloomFilter"](2000, 4)
    for n in range(300):
        made.add(f"in{n}")
    assert all(made.has(f"in{n}") for n in range(300))
    wrong = sum(made.has(f"out{n}") for n in range(20_000)) / 20_000
    assert abs(wrong - (1 - math.exp(-4 * 300 / 2000)) ** 4) < 0.01


@checks("reservoir-sampling")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    seen: Counter[int] = Counter()
    for _ in range(4000):
        seen.update(f["reservoir"](iter(range(12)), 3, lambda n: int(rng.integers(0, n))))
    assert all(abs(seen[i] / 4000 - 3 / 12) < 0.03 for i in range(12))


@checks("hyperplane-lsh")
def _(f: dict[str, Any], rng: np.random.Generator) -> None:
    vectors, planes = rng.normal(size=(80, 4)), rng.normal(size=(3, 3, 4))
    index = f["Index"](vectors, planes)
    for q in rng.normal(size=(10, 4)):
        together = [i for i in range(80) if any(((n @ vectors[i] >= 0) == (n @ q >= 0)).all() for n in planes)]
        cosine = vectors @ q / np.linalg.norm(vectors, axis=1)
        assert index.near(q, 4) == sorted(together, key=lambda i: -cosine[i])[:4]
