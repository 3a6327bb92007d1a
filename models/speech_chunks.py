"""Cuts long audio into pieces a 30 s recogniser can take, in the pauses that voice activity shows."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.speech import Span

MAX_CHUNK_S = 28.0
_PAD_S = 0.5
_SETTLED_S = 8.0
_LONG_PAUSE_S = 2.0


def plan_chunks(
    spans: Sequence[Span],
    probabilities: Sequence[float],
    hop_s: float,
    duration_s: float,
    *,
    max_chunk_s: float = MAX_CHUNK_S,
) -> tuple[Span, ...]:
    """Chunks that cover every span of speech, each at most ``max_chunk_s`` long, in order, not overlapping.

    ``probabilities`` holds the speech probability of every ``hop_s`` seconds. A chunk is closed at the pause where it
    would grow too long, and at a pause of 2 s or more once it holds 8 s: a thinking pause inside a window is
    where Whisper invents text, but a short chunk lacks context. Speech without any pause is cut where the probability
    is lowest in the last third of the window.
    """
    pieces: list[Span] = []
    for span in spans:
        pieces.extend(_cut_long(span, probabilities, hop_s, max_chunk_s - 2 * _PAD_S))
    chunks: list[Span] = []
    for piece in pieces:
        last = chunks[-1] if chunks else None
        if last is not None and _joins(last, piece, max_chunk_s - 2 * _PAD_S):
            chunks[-1] = Span(last.start_s, piece.end_s)
        else:
            chunks.append(piece)
    return _padded(chunks, duration_s)


def _joins(chunk: Span, piece: Span, longest_s: float) -> bool:
    if piece.end_s - chunk.start_s > longest_s:
        return False
    pause_s = piece.start_s - chunk.end_s
    return pause_s < _LONG_PAUSE_S or chunk.duration_s < _SETTLED_S


def _cut_long(span: Span, probabilities: Sequence[float], hop_s: float, longest_s: float) -> list[Span]:
    pieces: list[Span] = []
    start = span.start_s
    while span.end_s - start > longest_s:
        first = int((start + longest_s * 2 / 3) / hop_s)
        last = max(first + 1, int((start + longest_s) / hop_s))
        window = list(probabilities[first:last])
        lowest = first + (window.index(min(window)) if window else 0)
        cut = max(start + hop_s, lowest * hop_s)
        pieces.append(Span(start, cut))
        start = cut
    pieces.append(Span(start, span.end_s))
    return pieces


def _padded(chunks: list[Span], duration_s: float) -> tuple[Span, ...]:
    """A little room around each chunk, never into its neighbour."""
    padded: list[Span] = []
    for index, chunk in enumerate(chunks):
        floor = (chunks[index - 1].end_s + chunk.start_s) / 2 if index else 0.0
        ceiling = (chunk.end_s + chunks[index + 1].start_s) / 2 if index + 1 < len(chunks) else duration_s
        padded.append(Span(max(floor, chunk.start_s - _PAD_S), min(ceiling, chunk.end_s + _PAD_S)))
    return tuple(padded)
