"""The exported interface `strategy`: one strategy for the instance."""

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports.types import Columns, Decisions, Descriptor, Failure, Parameter, Sizing

from sma_cross import PARAMETERS, InvalidSetting, SmaCross


class Strategy(exports.Strategy):
    current: SmaCross | None = None

    def describe(self) -> Descriptor:
        return Descriptor(
            name="sma-cross-py",
            version="0.1.0",
            summary="Long when a fast moving average of the close crosses above a slow one, short when it crosses below.",
            parameters=[Parameter(*parameter) for parameter in PARAMETERS],
            warm_up=SmaCross({}).warm_up,
            reads=Columns.CLOSE,
            min_symbols=1,
            max_symbols=1,
            sizing=Sizing.BUYING_POWER,
            needs_account=False,
            tags=["rose above", "fell below"],
        )

    def start(self, symbols, settings) -> int:
        Strategy.current = None
        try:
            Strategy.current = SmaCross({it.name: it.value for it in settings})
        except InvalidSetting as refusal:
            raise Err(Failure("invalid_setting", refusal.detail, refusal.field)) from None
        return Strategy.current.warm_up

    def advance(self, frames, account) -> list[Decisions]:
        current = Strategy.current
        if current is None:
            raise Err(Failure("not_started", "`advance` was called before a `start`.", None))
        return [decisions(current.advance(frame.close)) for frame in frames]


def decisions(columns) -> Decisions:
    return Decisions(
        target=columns.target,
        limit=[],
        stop=[],
        stop_loss=columns.stop_loss,
        take_profit=columns.take_profit,
        trail=[],
        tag=columns.tag,
    )
