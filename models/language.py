"""A local language model (GGUF, llama.cpp) as a judge of small statements and a writer of short constrained text.

What matters here is the first token's logits, not prose. A prompt is a sequence of parts; every part is tokenised on
its own and decoded in pieces of a fixed length, and leading pieces that are in the model's memory, or were put aside
from it, are not decoded again. So several statements about one answer read that answer once, an answer that has grown
is read on from where it grew, and a reading depends only on its own parts, never on what was asked before.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.domain.errors import InputError, ModelMissing
from models.layer_tap import LayerTap

_PIECE = 64
_UNUSED = 8
# Texts whose reading is put aside, and how long they may be: 28 KB a token with the starter model.
_SHELVED, _SHELVED_TOKENS = 3, 1024
# Tokens read in one step of writing: half a second on two cores, the longest that a judgement waits for it.
STEP = 32
# Of so many likeliest tokens the grammar is asked first; asking it about all 150,000 takes longer than writing one.
_CANDIDATES = 40
_YES = ("Yes", "yes", " Yes", " yes", "YES", "是")
_NO = ("No", "no", " No", " no", "NO", "否", "不")
_SLOT = "\u241f"
_ENDS = "。！？.!?；;…\n"
_COMMAS = "，、,：:—-"
_AFTER_MARK = ("", " ", "\n", "\n\n", " \n", '"', "”", "’", ")", "）", "】")

Tokens = tuple[int, ...]


class Data(str):
    """Text from outside (an answer, a résumé): tokenised without control tokens, so it can never end its own turn."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the model has read, to be put back. ``kept`` are the pieces, or a list known by its identity."""

    kept: list[Tokens]
    state: Any
    position: int
    logits: NDArray[np.float64]


class _Grammar:
    """What may come next, by GBNF."""

    def __init__(self, library: Any, vocabulary: Any, text: str) -> None:
        self._lib = library
        self._sampler = library.llama_sampler_init_grammar(vocabulary, text.encode(), b"root")
        if not self._sampler:
            raise ValueError("the grammar cannot be read")

    def likeliest(self, logits: NDArray[np.float64]) -> int:
        for count in (_CANDIDATES, len(logits)):
            ids = np.argpartition(-logits, count - 1)[:count] if count < len(logits) else np.arange(count)
            candidates = np.zeros(count, np.dtype([("id", np.intc), ("logit", np.single), ("p", np.single)]))
            candidates["id"], candidates["logit"] = ids, logits[ids]
            pointer = candidates.ctypes.data_as(self._lib.llama_token_data_p)
            array = self._lib.llama_token_data_array(data=pointer, size=count, selected=-1, sorted=False)
            self._lib.llama_sampler_apply(self._sampler, ctypes.byref(array))
            best = int(candidates["logit"].argmax())
            if np.isfinite(candidates["logit"][best]):
                return int(candidates["id"][best])
        raise ValueError("the grammar allows nothing here")

    def accept(self, token: int) -> None:
        self._lib.llama_sampler_accept(self._sampler, token)

    def close(self) -> None:
        self._lib.llama_sampler_free(self._sampler)


class LanguageModel:
    """One loaded model. Not thread-safe; lives in a child process of its own.

    ``context`` is the number of tokens that fit. Raises ``ModelMissing`` without the file, ``InputError`` when the
    file is not a model that this build of llama.cpp can load.
    """

    def __init__(self, path: Path | str, threads: int = 2, context: int = 4096) -> None:
        import llama_cpp

        if not Path(path).is_file():
            raise ModelMissing(
                f"The language model {Path(path).name} is not on this computer.",
                safe="Interviews and scores work without it, by sentence similarity alone.",
                action="Run `candid models fetch`, or choose another model in the settings.",
            )
        self._lib = llama_cpp
        layers = -1 if llama_cpp.llama_supports_gpu_offload() else 0
        try:
            # It makes a context of its own, which is not used and as small as can be: one that is tapped and holds
            # several texts at once, as ``ContinuedText`` needs, cannot be had from it.
            self._llama: Any = llama_cpp.Llama(
                str(path),
                n_ctx=_UNUSED,
                n_batch=_UNUSED,
                n_threads=threads,
                n_threads_batch=threads,
                n_gpu_layers=layers,
                # llama.cpp keeps a rearranged copy of the weights; mapped, the file's own pages would stay beside it
                # (1.9 against 1.3 GB resident for the starter model, at the same speed).
                use_mmap=False,
                verbose=False,
            )
            self.width = int(self._llama.n_embd())
            self._tap = LayerTap(self.width)
            self._ctx = self._new_context(context)
        except (ValueError, RuntimeError, OSError) as error:
            raise InputError(
                f"The language model {Path(path).name} cannot be loaded.",
                safe="Nothing recorded is affected.",
                action="Run `candid models verify`; the file may be damaged or too new for this version.",
            ) from error
        self.name = str(self._llama.metadata.get("general.name") or Path(path).stem)
        self.context = context
        self._memory = llama_cpp.llama_get_memory(self._ctx)
        self._batch = llama_cpp.llama_batch_init(_PIECE, 0, 1)
        self._kept: list[Tokens] = []
        self._logits: NDArray[np.float64] | None = None
        self._tapped: list[NDArray[np.float32]] = []
        self._shelf: list[Memory] = []
        self._begun: dict[tuple[Tokens, ...], Memory] = {}
        self._answers = (self._single_tokens(_YES), self._single_tokens(_NO))
        self._marks = self._mark_tokens()
        self._frame = self._chat_frame()

    def close(self) -> None:
        """Gives the memory back. Idempotent."""
        if self._batch is not None:
            self._lib.llama_batch_free(self._batch)
            self._batch = None
            self._lib.llama_free(self._ctx)
            self._llama.close()

    def _new_context(self, tokens: int) -> Any:
        params = self._llama.context_params
        params.n_ctx, params.n_batch, params.n_ubatch = tokens, _PIECE, _PIECE
        params.n_seq_max, params.kv_unified = _PIECE, True
        params.cb_eval = self._tap.callback
        context = self._lib.llama_init_from_model(self._llama.model, params)
        if not context:
            raise ValueError("no context could be made")
        return context

    def chat(self, system: str, *parts: str) -> tuple[str, ...]:
        """``parts`` as one user message after ``system``, framed by the model's own chat template."""
        head, middle, tail = self._frame
        return (head + system + middle, *parts, tail)

    @staticmethod
    def data(text: str) -> Data:
        """``text`` marked as coming from outside."""
        return Data(text)

    def tokens(self, text: str) -> int:
        """How many tokens ``text`` takes."""
        return len(self._tokenise(text))

    def clip(self, text: str, limit: int) -> str:
        """The beginning of ``text`` that fits in ``limit`` tokens; the text itself when it fits."""
        tokens = self._tokenise(Data(text))
        return text if len(tokens) <= limit else self._text(tokens[:limit])

    def vocabulary(self) -> Iterator[str]:
        """The text of every token in turn; of one that is only part of a character what can be read of it."""
        return (self._text((token,)) for token in range(self._llama.n_vocab()))

    def yes_minus_no(self, prompt: str | Sequence[str]) -> float:
        """Logit of a yes minus logit of a no as the first token after ``prompt``; above 0 means yes."""
        return self._difference(self._read(self._pieces(prompt)))

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]:
        """What ``layers`` (the first is 0) make of the last token of each of the last two parts of ``prompt``, in sight
        of all that stands before it; shape (2, layers, width)."""
        cut = [_cut(part) for part in self._parts(prompt)]
        *_, first, second = itertools.accumulate(map(len, cut))
        self._read([piece for part in cut for piece in part], {first - 1: layers, second - 1: layers})
        return np.stack(self._tapped)

    def taking_in(self, prompt: Sequence[str]) -> Generator[None, None, None]:
        """Reads what several prompts begin with, a step at a time, and puts it aside, so that each of them is read on
        from there whatever has been read in between. Raises as ``yes_minus_no``."""
        pieces = self._pieces(prompt)
        known = max((_common(one.kept, pieces) for one in self._shelf), default=0)
        for end in range(known + 1, len(pieces) + 1):
            self._read(pieces[:end])
            self._shelve()
            yield

    def ending(self, text: str) -> tuple[float, float]:
        """Log probabilities (nats, ≤ 0) that ``text`` ends a sentence right here, and that a comma follows.

        ``text`` is plain, without a mark at its end.
        """
        logits = self._read(self._pieces([Data(text)]))
        total = float(np.logaddexp.reduce(logits))
        ends, commas = (float(np.logaddexp.reduce(logits[ids])) - total for ids in self._marks)
        return ends, commas

    def writing(
        self, prompt: Sequence[str], *, grammar: str, max_tokens: int = 64, kept: int = 1
    ) -> Generator[None, None, str]:
        """The likeliest text after ``prompt`` within ``grammar`` (GBNF), at most ``max_tokens``, a step at a time.

        Between two steps the model may be used for anything else: what has been read so far is put back. What the
        first ``kept`` parts of the prompt leave in memory stays for the next time. Raises ``ValueError`` for a grammar
        that cannot be read or allows nothing, and for a prompt that does not fit.
        """
        parts = self._parts(prompt)
        length = sum(map(len, parts))
        if length + max_tokens > self.context:
            raise ValueError(f"{length} tokens of prompt and {max_tokens} to write exceed {self.context}")
        vocabulary = self._lib.llama_model_get_vocab(self._llama.model)
        rules = _Grammar(self._lib, vocabulary, grammar)
        try:
            begin = tuple(parts[:kept])
            if begin not in self._begun:
                self._begun = {begin: (yield from self._read_on(None, begin))}
            saved = yield from self._read_on(self._begun[begin], parts[kept:])
            written: list[int] = []
            while len(written) < max_tokens:
                token = rules.likeliest(saved.logits)
                if self._lib.llama_vocab_is_eog(vocabulary, token):
                    break
                rules.accept(token)
                written.append(token)
                saved = self._step(saved, (token,))
                yield
        finally:
            rules.close()
        return self._text(written).strip()

    def _read_on(self, saved: Memory | None, parts: Sequence[Tokens]) -> Generator[None, None, Memory]:
        for part in parts:
            for start in range(0, len(part), STEP):
                saved = self._step(saved, part[start : start + STEP])
                yield
        if saved is None:
            raise ValueError("there is nothing to write after")
        return saved

    def _step(self, saved: Memory | None, tokens: Tokens) -> Memory:
        """Reads ``tokens`` after what ``saved`` holds, whatever is in the model's memory now."""
        if saved is None or self._kept is not saved.kept:
            self._put_back(saved)
        position = saved.position if saved else 0
        logits = self._decode(tokens, position)
        # Nothing that is read elsewhere begins with this: it is not reused there, and known again by its identity here.
        self._kept, self._logits = [], None
        return Memory(self._kept, self._state(), position + len(tokens), logits)

    # --- tokens in, logits out ---

    def _parts(self, prompt: str | Sequence[str]) -> list[Tokens]:
        parts = [prompt] if isinstance(prompt, str) else list(prompt)
        return [tokens for part in parts if (tokens := self._tokenise(part))]

    def _pieces(self, prompt: str | Sequence[str]) -> list[Tokens]:
        parts = self._parts(prompt)
        return [piece for part in parts for piece in _cut(part)]

    def _tokenise(self, text: str) -> Tokens:
        special = not isinstance(text, Data)
        return tuple(self._llama.tokenize(str(text).encode("utf-8"), add_bos=False, special=special))

    def _text(self, tokens: Sequence[int]) -> str:
        return str(self._llama.detokenize(list(tokens)).decode("utf-8", errors="ignore"))

    def _single_tokens(self, words: Sequence[str]) -> list[int]:
        split = [self._tokenise(Data(word)) for word in words]
        return sorted({tokens[0] for tokens in split if len(tokens) == 1})

    def _mark_tokens(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Tokens that are a sentence's end (or end the text), and those that are a comma or the like."""
        vocabulary = self._lib.llama_model_get_vocab(self._llama.model)
        last = self._lib.llama_vocab_eos(vocabulary), self._lib.llama_vocab_eot(vocabulary)
        ends = self._single_tokens([mark + after for mark in _ENDS for after in _AFTER_MARK])
        commas = self._single_tokens([mark + after for mark in _COMMAS for after in _AFTER_MARK])
        return np.array(sorted({*ends, *(token for token in last if token >= 0)})), np.array(commas)

    def _difference(self, logits: NDArray[np.float64]) -> float:
        yes, no = (logits[ids] for ids in self._answers)
        return float(np.logaddexp.reduce(yes) - np.logaddexp.reduce(no))

    def _read(
        self, pieces: list[Tokens], wanted: Mapping[int, Sequence[int]] = MappingProxyType({})
    ) -> NDArray[np.float64]:
        """Logits after the last token of ``pieces``. ``wanted``: layers of which the states after a piece are tapped.

        Only whole leading pieces are reused, so each is always decoded as one: the arithmetic, and with it the last
        digit of a score, does not depend on history.
        """
        length = _length(pieces)
        if length >= self.context:
            raise ValueError(f"{length} tokens do not fit into a context of {self.context}")
        shelved = max(self._shelf, key=lambda one: _common(one.kept, pieces), default=None)
        if shelved and _common(shelved.kept, pieces) > _common(self._kept, pieces):
            self._put_back(shelved)
            self._shelf.sort(key=lambda one: one is shelved)
            self._kept, self._logits = list(shelved.kept), shelved.logits
        same = min((_common(self._kept, pieces), *wanted))
        if same == len(pieces):
            if same == len(self._kept) and self._logits is not None:
                return self._logits
            same -= 1
        position = _length(pieces[:same])
        self._lib.llama_memory_seq_rm(self._memory, 0, position, -1)
        self._kept, self._logits = pieces[:same], None
        self._tapped = []
        for place, piece in enumerate(pieces[same:], same):
            self._tap.want(wanted.get(place, ()))
            self._logits = self._decode(piece, position)
            self._kept.append(piece)
            position += len(piece)
            if place in wanted:
                self._tapped.append(self._tap.states())
        self._tap.want(())
        assert self._logits is not None
        return self._logits

    def _decode(self, piece: Tokens, position: int) -> NDArray[np.float64]:
        """Decodes one piece at ``position``; logits after its last token."""
        return self._decode_all([(0, position, piece)], last_only=True)[0].astype(np.float64)

    def _decode_all(
        self, runs: Sequence[tuple[int, int, Tokens]], *, last_only: bool = False
    ) -> list[NDArray[np.float32]]:
        """Decodes at once what follows at a position of one or more sequences, at most ``_PIECE`` tokens in all:
        (sequence, position, tokens). Logits after every token, or after the very last one; they hold until the next
        time."""
        places = [(seq, start + i, token) for seq, start, tokens in runs for i, token in enumerate(tokens)]
        self._batch.n_tokens = len(places)
        for i, (sequence, position, token) in enumerate(places):
            self._batch.token[i] = token
            self._batch.pos[i] = position
            self._batch.n_seq_id[i] = 1
            self._batch.seq_id[i][0] = sequence
            self._batch.logits[i] = not last_only or i == len(places) - 1
        code = self._lib.llama_decode(self._ctx, self._batch)
        if code != 0:
            self._forget()
            raise RuntimeError(f"llama_decode returned {code}")
        wanted = [len(places) - 1] if last_only else range(len(places))
        pointers = [self._lib.llama_get_logits_ith(self._ctx, i) for i in wanted]
        return [np.ctypeslib.as_array(pointer, shape=(self._llama.n_vocab(),)) for pointer in pointers]

    def _shelve(self) -> None:
        """Puts aside what is in the model's memory, in place of what this goes on from."""
        length = _length(self._kept)
        if length > _SHELVED_TOKENS or self._logits is None:
            return
        others = [one for one in self._shelf if 2 * _length(one.kept[: _common(one.kept, self._kept)]) < one.position]
        self._shelf = [*others[1 - _SHELVED :], Memory(list(self._kept), self._state(), length, self._logits)]

    def _state(self) -> Any:
        state = (ctypes.c_uint8 * self._lib.llama_state_seq_get_size(self._ctx, 0))()
        self._lib.llama_state_seq_get_data(self._ctx, state, len(state), 0)
        return state

    def _put_back(self, saved: Memory | None) -> None:
        """None: an empty memory."""
        self._lib.llama_memory_clear(self._memory, True)
        if saved is not None and not self._lib.llama_state_seq_set_data(self._ctx, saved.state, len(saved.state), 0):
            self._forget()
            raise RuntimeError("what was put aside cannot be put back")

    def _forget(self) -> None:
        self._kept, self._logits, self._shelf = [], None, []
        self._llama.reset()
        self._lib.llama_memory_clear(self._memory, True)

    def _chat_frame(self) -> tuple[str, str, str]:
        """The text around the system and the user message, from the model's own template."""
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        template = self._llama.metadata.get("tokenizer.chat_template")
        if template:
            formatter = Jinja2ChatFormatter(template=template, eos_token="", bos_token="")
            asked = [{"role": "system", "content": _SLOT}, {"role": "user", "content": _SLOT}]
            parts = formatter(messages=asked).prompt.split(_SLOT)  # type: ignore[arg-type]
            if len(parts) == 3:
                return parts[0], parts[1], parts[2]
        return "", "\n\n", "\n\nAnswer: "


def _common(kept: Sequence[Tokens], pieces: Sequence[Tokens]) -> int:
    """How many leading pieces are the same."""
    pairs = zip(kept, pieces, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(tokens: Tokens) -> list[Tokens]:
    return [tokens[start : start + _PIECE] for start in range(0, len(tokens), _PIECE)]


def _length(pieces: Sequence[Tokens]) -> int:
    return sum(map(len, pieces))
