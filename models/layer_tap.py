"""What the layers of a model make of the last token that it reads, copied while llama.cpp computes."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_OUTPUT = b"l_out-"
"""How llama.cpp names a layer's output, before the layer's number."""


class LayerTap:
    """Copies the outputs of layers from a context that was made with its ``callback``."""

    def __init__(self, width: int) -> None:
        """``width``: of a state. Raises ``OSError`` where a part of llama.cpp is not where it belongs."""
        import llama_cpp

        self._width = width
        self._names: list[bytes] = []
        self._states: dict[bytes, NDArray[np.float32]] = {}
        self._ggml = _ggml(Path(llama_cpp.__file__).parent / "lib")
        self.callback = llama_cpp.ggml_backend_sched_eval_callback(self._computed)

    def want(self, layers: Sequence[int]) -> None:
        """The outputs of these layers (the first is 0), of what is read from now on."""
        self._names = [_OUTPUT + str(layer).encode() for layer in layers]

    def states(self) -> NDArray[np.float32]:
        """What was wanted, at the token that was read last; shape (layers, width)."""
        return np.stack([self._states[name] for name in self._names])

    def _computed(self, tensor: int, asks: bool, _user: int | None) -> bool:
        """Whether a tensor is wanted, before it is computed; goes on, after it was."""
        if not self._names:
            return not asks
        name: bytes = self._ggml.ggml_get_name(tensor)
        if asks:
            return name in self._names
        state = np.empty(self._width, np.float32)
        # One row for each token, the last one at the end.
        begin = self._ggml.ggml_nbytes(tensor) - state.nbytes
        self._ggml.ggml_backend_tensor_get(tensor, state.ctypes.data, begin, state.nbytes)
        self._states[name] = state
        return True


def _ggml(folder: Path) -> ctypes.CDLL:
    """The library that tensors are of."""
    names = ("libggml-base.so", "libggml-base.dylib", "ggml-base.dll", "libggml-base.dll")
    path = next((folder / name for name in names if (folder / name).exists()), folder / names[0])
    library = ctypes.CDLL(str(path))
    library.ggml_get_name.restype, library.ggml_get_name.argtypes = ctypes.c_char_p, [ctypes.c_void_p]
    library.ggml_nbytes.restype, library.ggml_nbytes.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
    library.ggml_backend_tensor_get.restype = None
    library.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
    return library
