"""The programming round: tasks, and running a solution to one where it can do no harm."""

SERVER_FLAG = "--run-solutions"
"""The argument with which the frozen program becomes the process that runs solutions (``server``)."""
