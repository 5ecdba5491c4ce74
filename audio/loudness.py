"""How loud a recording is for the ear: integrated loudness, block by block."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

SURROUND = 1.41
CHANNEL_WEIGHTS = {
    4: (1.0, 1.0, SURROUND, SURROUND),
    5: (1.0, 1.0, 1.0, SURROUND, SURROUND),
    6: (1.0, 1.0, 1.0, 0.0, SURROUND, SURROUND),
    7: (1.0, 1.0, 1.0, 0.0, 1.0, SURROUND, SURROUND),
    8: (1.0, 1.0, 1.0, 0.0, 1.0, 1.0, SURROUND, SURROUND),
}
"""Weight of each channel, in the order of WAV and FLAC; 1 each for any other number of channels."""
STEPS_A_SECOND = 10
STEPS_A_BLOCK = 4
"""Gating blocks of 400 ms that start every 100 ms."""
OFFSET_LU = -0.691
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0


class Loudness:
    """Integrated loudness [1]_ of samples that arrive in blocks of any size.

    Parameters
    ----------
    rate_hz : int >= 4,000 [Hz]
    channels : int > 0

    References
    ----------
    .. [1] ITU-R BS.1770-4, "Algorithms to measure audio programme loudness and true-peak audio
       level", annex 1.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._weights = np.array(CHANNEL_WEIGHTS.get(channels, (1.0,) * channels))
        self._filters = k_weighting(rate_hz)
        self._state = np.zeros((channels, 4))
        self._heard, self._open = 0, 0.0
        self._steps: list[NDArray[np.float64]] = []

    def feed(self, block: NDArray[np.float32]) -> None:
        """Hear the samples after those fed before.

        Parameters
        ----------
        block : ndarray [shape=(n, channels), float32, finite]
        """
        done = self._heard * STEPS_A_SECOND // self._rate_hz
        after = (self._heard + len(block)) * STEPS_A_SECOND // self._rate_hz
        energies = np.zeros(after - done + 1)
        energies[0] = self._open
        _add_energies(
            block, self._weights, self._filters, self._state, self._heard, self._rate_hz, energies
        )
        self._steps.append(energies[:-1])
        self._open = float(energies[-1])
        self._heard += len(block)

    def finish(self) -> float | None:
        """Return the loudness [LUFS] of all that was fed.

        Returns
        -------
        float or None
            None of silence, which is all below -70 LUFS, and of less than a gating block, 400 ms.
        """
        steps = np.concatenate([*self._steps, np.empty(0)])
        if len(steps) < STEPS_A_BLOCK:
            return None
        in_block = np.convolve(steps, np.ones(STEPS_A_BLOCK), "valid")
        powers = in_block * STEPS_A_SECOND / (STEPS_A_BLOCK * self._rate_hz)
        loud = powers[powers > 10 ** ((ABSOLUTE_GATE_LUFS - OFFSET_LU) / 10)]
        if len(loud) == 0:
            return None
        loud = loud[loud > loud.mean() * 10 ** (RELATIVE_GATE_LU / 10)]
        return float(OFFSET_LU + 10 * np.log10(loud.mean()))


def k_weighting(rate_hz: int) -> NDArray[np.float64]:
    """Return the two filters of K-weighting, given at 48 kHz, for any rate [1]_.

    Returns
    -------
    ndarray [shape=(2, 5), float64]
        b0, b1, b2, a1 and a2 of the shelf that stands for the head, and of the high-pass.

    References
    ----------
    .. [1] Mansbridge, Finn & Reiss, "Implementation and evaluation of autonomous multi-track fader
       control", AES 132, 2012; with De Man's values, that give those of BS.1770 at 48 kHz.
    """
    k, q = np.tan(np.pi * 1681.9744509555319 / rate_hz), 0.7071752369554193
    gain = 10 ** (3.99984385397 / 20)
    middle = gain**0.499666774155
    b0, b2 = gain + middle * k / q + k * k, gain - middle * k / q + k * k
    shelf = np.array([b0, 2 * (k * k - gain), b2, 2 * (k * k - 1), 1 - k / q + k * k])
    given, _ = _high_pass(48_000)
    a0, poles = _high_pass(rate_hz)
    # BS.1770 leaves the high-pass a little louder than it came; so it is at every rate
    b = np.array([1, -2, 1]) * given / a0
    return np.array([shelf / (1 + k / q + k * k), [*b, *poles]])


def _high_pass(rate_hz: int) -> tuple[float, tuple[float, float]]:
    k, q = float(np.tan(np.pi * 38.13547087613982 / rate_hz)), 0.5003270373253953
    a0 = 1 + k / q + k * k
    return a0, (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


@njit(nogil=True, cache=True, fastmath={"contract"})
def _add_energies(  # type: ignore[no-untyped-def]
    block, weights, filters, state, heard, rate_hz, energies
):
    b0, b1, b2, a1, a2 = filters[0]
    gain, d1, d2 = filters[1, 0], filters[1, 3], filters[1, 4]
    channels = block.shape[1]
    at, step = 0, heard * STEPS_A_SECOND // rate_hz
    for place in range(len(energies)):
        # the first sample of the next step
        end = ((step + place + 1) * rate_hz + STEPS_A_SECOND - 1) // STEPS_A_SECOND
        stop = min(len(block), end - heard)
        # a filter waits for its last output: two channels at once take the time of one
        for left in range(0, channels, 2):
            right = min(left + 1, channels - 1)
            s1, s2, u1, u2 = state[left]
            t1, t2, v1, v2 = state[right]
            left_sum = right_sum = 0.0
            for i in range(at, stop):
                x, y = np.float64(block[i, left]), np.float64(block[i, right])
                p, q = b0 * x + s1, b0 * y + t1
                s1, t1 = b1 * x - a1 * p + s2, b1 * y - a1 * q + t2
                s2, t2 = b2 * x - a2 * p, b2 * y - a2 * q
                x, y = p + u1, q + v1
                u1, v1 = u2 - 2 * p - d1 * x, v2 - 2 * q - d1 * y
                u2, v2 = p - d2 * x, q - d2 * y
                left_sum += x * x
                right_sum += y * y
            state[left] = s1, s2, u1, u2
            state[right] = t1, t2, v1, v2
            energies[place] += gain * gain * weights[left] * left_sum
            if right > left:
                energies[place] += gain * gain * weights[right] * right_sum
        _stop_falling(state)
        at = stop


@njit(nogil=True, cache=True)
def _stop_falling(state):  # type: ignore[no-untyped-def]
    # in silence the filters fall for ever, and arithmetic on what is smaller than normal numbers
    # is a hundred times slower
    for channel in range(state.shape[0]):
        for place in range(state.shape[1]):
            if abs(state[channel, place]) < 1e-30:
                state[channel, place] = 0.0
