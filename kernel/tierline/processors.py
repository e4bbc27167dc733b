"""How many processors there are for us, and how they are shared among the kernels of the apps."""

from __future__ import annotations

import os

THREADS = "NUMBA_NUM_THREADS"  # honoured by numba and by all our own passes
MOST_A_KERNEL = 2


def processors() -> int:
    """Return how many processors this process may use: in a container perhaps not all there are."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def threads_of_a_kernel(available: int) -> int:
    """Return how many threads a pass in one app's kernel may use, of ``available`` processors.

    Every visitor has a kernel of their own. With all processors for each, two who move a line at once
    would be in each other's way, so a kernel takes half of them, two at most.
    """
    return min(MOST_A_KERNEL, max(1, available // 2))
