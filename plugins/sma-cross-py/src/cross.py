"""When one line crosses another."""

from math import isnan

# Lines closer than this fraction of their size are equal: they differ by rounding.
TIE = 1e-12


class Cross:
    """Watches two lines. A crossing is the first bar strictly on the other side; bars on which
    the lines are equal change nothing."""

    def __init__(self):
        self.side = 0

    def update(self, first: float, second: float) -> int:
        """1 when the first line rose above the second, -1 when it fell below, else 0."""
        if isnan(first) or isnan(second):
            self.side = 0
            return 0
        if abs(first - second) <= TIE * max(abs(first), abs(second)):
            return 0
        now = 1 if first > second else -1
        crossed = now if self.side == -now else 0
        self.side = now
        return crossed
