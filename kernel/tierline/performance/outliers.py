"""Who stands far from the others: by the median and the median distance, which no single figure can move."""

from __future__ import annotations

from collections.abc import Mapping

FAR = 5  # median distances from the median
FEWEST = 5  # among fewer, everybody stands apart


def outliers(figures: Mapping[str, int]) -> dict[str, int]:
    """Return whose figure lies further from the median than five times the median distance.

    Parameters
    ----------
    figures : mapping of str to int
        One figure each, in any unit.

    Returns
    -------
    dict of str to int
        -1 for those below, 1 for those above; nobody where there are fewer than five.

    Notes
    -----
    Exact: medians are kept twofold, so that the middle between two figures needs no fraction.
    """
    if len(figures) < FEWEST:
        return {}
    middle = _twofold_median(sorted(figures.values()))
    distances = {name: 2 * figure - middle for name, figure in figures.items()}
    usual = _twofold_median(sorted(abs(each) for each in distances.values()))
    return {
        name: 1 if distance > 0 else -1
        for name, distance in distances.items()
        if 2 * abs(distance) > FAR * usual and usual
    }


def _twofold_median(ascending: list[int]) -> int:
    half = len(ascending) // 2
    return 2 * ascending[half] if len(ascending) % 2 else ascending[half - 1] + ascending[half]
