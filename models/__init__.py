"""Learned models behind small classes: arrays in, numbers out. No Qt; of the program only ``desktop.domain``."""

import os

# Read when the first model's library is loaded: a thread that waits for its neighbour sleeps. Spinning, two language
# models on two cores needed over 40 s for what takes each of them 1.5 s alone and 2.6 s beside the other one asleep;
# alone, sleeping costs nothing.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
