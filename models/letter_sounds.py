"""English spelling to sound for words no dictionary holds: a small recurrent network in numpy.

The weights are those of g2p_en 2.1.0 (Apache-2.0), a GRU encoder and decoder trained on the CMU dictionary, stored as
float16. It writes ARPAbet, which is turned into the symbols that Kokoro's English was trained with.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_LETTERS = ["<pad>", "<unk>", "</s>", *"abcdefghijklmnopqrstuvwxyz"]
_SOUNDS = [
    "<pad>",
    "<unk>",
    "<s>",
    "</s>",
    "AA0",
    "AA1",
    "AA2",
    "AE0",
    "AE1",
    "AE2",
    "AH0",
    "AH1",
    "AH2",
    "AO0",
    "AO1",
    "AO2",
    "AW0",
    "AW1",
    "AW2",
    "AY0",
    "AY1",
    "AY2",
    "B",
    "CH",
    "D",
    "DH",
    "EH0",
    "EH1",
    "EH2",
    "ER0",
    "ER1",
    "ER2",
    "EY0",
    "EY1",
    "EY2",
    "F",
    "G",
    "HH",
    "IH0",
    "IH1",
    "IH2",
    "IY0",
    "IY1",
    "IY2",
    "JH",
    "K",
    "L",
    "M",
    "N",
    "NG",
    "OW0",
    "OW1",
    "OW2",
    "OY0",
    "OY1",
    "OY2",
    "P",
    "R",
    "S",
    "SH",
    "T",
    "TH",
    "UH0",
    "UH1",
    "UH2",
    "UW",
    "UW0",
    "UW1",
    "UW2",
    "V",
    "W",
    "Y",
    "Z",
    "ZH",
]
_START, _END = 2, 3
_LONGEST = 20
_VOWELS = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ", "EY": "A", "IH": "ɪ",
    "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u",
}  # fmt: skip
_CONSONANTS = {
    "B": "b", "CH": "ʧ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "ʤ", "K": "k", "L": "l", "M": "m",
    "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j",
    "Z": "z", "ZH": "ʒ",
}  # fmt: skip

Matrix = NDArray[np.float32]


def arpabet_to_phonemes(sounds: list[str]) -> str:
    """ARPAbet symbols with stress digits, as Kokoro's symbols. Unstressed AH and ER are reduced vowels."""
    out = []
    for sound in sounds:
        if sound in _CONSONANTS:
            out.append(_CONSONANTS[sound])
            continue
        vowel, stress = sound[:2], sound[2:] or "0"
        if stress == "0":
            out.append({"AH": "ə", "ER": "əɹ"}.get(vowel, _VOWELS[vowel]))
        else:
            out.append(("ˈ" if stress == "1" else "ˌ") + _VOWELS[vowel])
    return "".join(out)


class LetterSounds:
    """The network. ``weights`` is an .npz with the arrays of g2p_en's checkpoint."""

    def __init__(self, weights: Path) -> None:
        with np.load(weights) as stored:
            self._w: dict[str, Matrix] = {name: stored[name].astype(np.float32) for name in stored.files}

    def _step(self, side: str, x: Matrix, h: Matrix) -> Matrix:
        """One GRU step (Cho et al. 2014, with the reset gate after the product). ``x`` and ``h`` (256,)."""
        size = h.shape[0]
        from_input = self._w[f"{side}_w_ih"] @ x + self._w[f"{side}_b_ih"]
        from_state = self._w[f"{side}_w_hh"] @ h + self._w[f"{side}_b_hh"]
        gates = 1.0 / (1.0 + np.exp(-(from_input[: 2 * size] + from_state[: 2 * size])))
        reset, update = gates[:size], gates[size:]
        candidate = np.tanh(from_input[2 * size :] + reset * from_state[2 * size :])
        return np.asarray((1.0 - update) * candidate + update * h, dtype=np.float32)

    def phonemes(self, word: str) -> str:
        """Kokoro symbols for the spelling ``word``; other characters than a–z are left out. Empty for none."""
        letters = [c for c in word.lower() if "a" <= c <= "z"]
        if not letters:
            return ""
        h: Matrix = np.zeros(self._w["enc_w_hh"].shape[1], dtype=np.float32)
        for letter in [*letters, "</s>"]:
            h = self._step("enc", self._w["enc_emb"][_LETTERS.index(letter)], h)
        sound, sounds = _START, []
        for _ in range(_LONGEST):
            h = self._step("dec", self._w["dec_emb"][sound], h)
            sound = int(np.argmax(self._w["fc_w"] @ h + self._w["fc_b"]))
            if sound == _END:
                break
            if sound > _END:
                sounds.append(_SOUNDS[sound])
        return arpabet_to_phonemes(sounds)
