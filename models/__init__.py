"""Learned models behind small classes: arrays in, numbers out. No Qt; of the program only ``desktop.domain``."""
