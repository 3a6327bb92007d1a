"""The machine that a benchmark runs on."""

from __future__ import annotations

import os
import platform
from typing import Any


def machine() -> dict[str, Any]:
    """Cores, system, and the load of the last minute."""
    return {"cores": os.cpu_count(), "system": platform.platform(), "load": os.getloadavg()[0]}
