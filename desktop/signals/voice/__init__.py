"""Voice figures: how an answer sounded, measured from its audio and its words."""

from desktop.signals.voice.measure import MicrophoneMeter, PitchFollower, measure_voice

__all__ = ["MicrophoneMeter", "PitchFollower", "measure_voice"]
