"""Long when a fast moving average of the close crosses above a slow one, short (or out) when it
crosses below."""

from math import isnan, nan

from cross import Cross
from mean import Mean

# Name, default, smallest, largest, step, and what it is.
PARAMETERS = [
    ("fast", 10.0, 1.0, 5000.0, 1.0, "Bars of the fast average."),
    ("slow", 20.0, 1.0, 5000.0, 1.0, "Bars of the slow average."),
    ("long_only", 0.0, 0.0, 1.0, 1.0, "1 stays out of the market instead of going short."),
    ("stop_loss", 0.0, 0.0, 1.0, 0.0, "Distance of the stop-loss as a fraction of the close; 0 for none."),
    ("take_profit", 0.0, 0.0, 1.0, 0.0, "Distance of the take-profit as a fraction of the close; 0 for none."),
    ("size", 1.0, 0.01, 1.0, 0.0, "Share of the buying power to hold."),
]

# Places in the descriptor's tags, from 1.
ROSE, FELL = 1, 2


class InvalidSetting(ValueError):
    """A setting that does not go with the others."""

    def __init__(self, field: str, detail: str):
        super().__init__(detail)
        self.field = field
        self.detail = detail


class Columns:
    """Decisions that keep everything; a column that is empty has nothing of its kind."""

    def __init__(self, length: int):
        self.target = [nan] * length
        self.stop_loss: list[float] = []
        self.take_profit: list[float] = []
        self.tag: list[int] = []

    def put(self, column: str, at: int, value, none):
        """Puts a value into a column, which gets room with the first one."""
        if isnan(value):
            return
        if not getattr(self, column):
            setattr(self, column, [none] * len(self.target))
        getattr(self, column)[at] = value


class SmaCross:
    """The strategy at work; settings that are not given have their default."""

    def __init__(self, settings: dict[str, float]):
        values = {name: settings.get(name, default) for name, default, *_ in PARAMETERS}
        fast, slow = int(values["fast"]), int(values["slow"])
        if fast >= slow:
            raise InvalidSetting("fast", f"fast is {fast}, but must be below slow, which is {slow}.")
        self.fast, self.slow, self.cross = Mean(fast), Mean(slow), Cross()
        self.long_only = values["long_only"] != 0
        self.stop_loss, self.take_profit = values["stop_loss"], values["take_profit"]
        self.size = values["size"]
        # One more than the slow average needs: a line crosses from where it was.
        self.warm_up = slow

    def advance(self, closes: list[float]) -> Columns:
        """Decisions for the next closes."""
        decisions = Columns(len(closes))
        for at, close in enumerate(closes):
            crossed = self.cross.update(self.fast.update(close), self.slow.update(close))
            if crossed:
                self.turn(decisions, at, close, crossed)
        return decisions

    def turn(self, decisions: Columns, at: int, close: float, crossed: int):
        """What a crossing leads to."""
        side = 0 if crossed < 0 and self.long_only else crossed

        def level(fraction: float, direction: int) -> float:
            return close * (1 + fraction * direction) if fraction > 0 and side else nan

        decisions.target[at] = side * self.size
        decisions.put("stop_loss", at, level(self.stop_loss, -side), nan)
        decisions.put("take_profit", at, level(self.take_profit, side), nan)
        decisions.put("tag", at, ROSE if crossed > 0 else FELL, 0)
