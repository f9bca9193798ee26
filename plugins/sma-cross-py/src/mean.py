"""The mean of the last values, to the same bits as the Rust strategy."""

from math import nan

# Sizes above this, and what is not a number, make an average start over.
LARGEST = 1e100


class Mean:
    """Mean of the last `window` values.

    A running sum of distances to a value near by takes each value that comes and takes off the
    one that leaves. Beside it grows a sum of the values since the last renewal; after `window`
    of them it takes the place of the running one, so that rounding does not pile up.
    """

    def __init__(self, window: int):
        self.values = [0.0] * window
        self.share = 1 / window
        self.origin = self.running = 0.0
        self.renewed_origin = self.renewed = 0.0
        self.reset()

    def reset(self):
        """Forgets all values."""
        self.place = 0
        self.is_full = False

    def update(self, value: float) -> float:
        """Takes a value; the mean once there are `window` of them, else NaN."""
        if not abs(value) <= LARGEST:
            self.reset()
            return nan
        if self.place == 0:
            self.renewed_origin, self.renewed = value, 0.0
        self.running += value - self.values[self.place]
        self.renewed += value - self.renewed_origin
        self.values[self.place] = value
        self.place += 1
        if self.place == len(self.values):
            self.origin, self.running = self.renewed_origin, self.renewed
            self.place, self.is_full = 0, True
        return self.origin + self.running * self.share if self.is_full else nan
