"""How many frames a second may be analysed, so that the eyes take no more than their share of one core."""

from __future__ import annotations

# With it 15 frames/s are kept as long as one takes no more than 40 ms of wall time, which beside speech recognition is
# two to three times what it takes alone.
BUDGET = 0.6
SMOOTHING = 0.1
# Below this rate blinks are lost anyway, but head and gaze zones still are worth having.
MIN_FPS = 2.0
# Frames come with a little jitter; without slack a camera of 15 fps would be analysed at 7.5.
SLACK_S = 0.006


class RateGovernor:
    """Frames are wanted no closer than ``1 / max_fps``, and further apart when each takes long: a machine that is
    busy needs longer for a frame, which lowers the rate by itself."""

    def __init__(self, max_fps: float) -> None:
        self._max_fps = max(max_fps, MIN_FPS)
        self._took_s = 0.0
        self._due_s = float("-inf")

    def limit(self, max_fps: float) -> None:
        self._max_fps = max(max_fps, MIN_FPS)

    def took(self, seconds: float) -> None:
        """Wall time of one frame's analysis."""
        self._took_s += SMOOTHING * (seconds - self._took_s) if self._took_s else seconds

    @property
    def interval_s(self) -> float:
        """The distance kept between analysed frames."""
        return min(max(1 / self._max_fps, self._took_s / BUDGET), 1 / MIN_FPS)

    def wants(self, t_s: float) -> bool:
        """Whether the frame of this time is to be analysed. Times that restart are followed."""
        if self._due_s - t_s > 2 / MIN_FPS:
            self._due_s = float("-inf")
        if t_s < self._due_s - SLACK_S:
            return False
        # On a fixed grid where possible, so that the mean rate is the one asked for.
        self._due_s = max(self._due_s + self.interval_s, t_s + self.interval_s / 2)
        return True
