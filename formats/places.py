"""Where things stand in a picture, so that none stands on another."""

from __future__ import annotations

import math
from collections.abc import Sequence

PEOPLE = 25
"""Most people that are drawn at one place."""
SEED = 3.1
"""From one of them to the next, about."""
GOLDEN = math.pi * (3 - math.sqrt(5))


def apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Return the places nearest to those wanted, in their order, that leave a gap between any two.

    Least squares under ``place[i + 1] - place[i] >= gap`` is an isotonic regression of
    ``wanted[i] - i * gap``.

    >>> apart([10.0, 0.0, 10.0], 4.0)
    [8.0, 0.0, 12.0]
    """
    from scipy.optimize import isotonic_regression

    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    level = [wanted[at] - place * gap for place, at in enumerate(order)]
    fitted = isotonic_regression(level).x.tolist()
    places = [0.0] * len(wanted)
    for place, at in enumerate(order):
        places[at] = fitted[place] + place * gap
    return places


def crowd(people: int, x: float, y: float) -> tuple[tuple[float, float], ...]:
    """Return places of people about a point, as seeds stand in a sunflower [1]_.

    References
    ----------
    .. [1] Vogel, "A better way to construct the sunflower head", Mathematical Biosciences 44, 1979.
    """
    return tuple(
        (
            x + SEED * math.sqrt(at + 0.5) * math.cos(at * GOLDEN),
            y + SEED * math.sqrt(at + 0.5) * math.sin(at * GOLDEN),
        )
        for at in range(min(people, PEOPLE))
    )


def bent(axis: float, y: float, height: float) -> float:
    """Return how far from the middle an ellipse is at the height `y`; it is cut before it closes.

    Parameters
    ----------
    axis : float
        Half of it, across.
    y : float, 0..height
    height : float
        Of the picture; the ellipse is half as high again.
    """
    return axis * math.sqrt(1 - ((y - height / 2) / (0.75 * height)) ** 2)


def eased(share: float) -> float:
    """Return how far up a curve that begins and ends level has come at a share of its way.

    >>> [eased(share) for share in (0.0, 0.5, 1.0)]
    [0.0, 0.5, 1.0]
    """
    return share * share * (3 - 2 * share)
