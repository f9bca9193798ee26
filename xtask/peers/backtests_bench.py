"""Times of the peers backtesting.py and vectorbt on the work of the strategies' benchmark, one
line of JSON each.

    python3 xtask/peers/backtests_bench.py [BARS.csv]

`run` is one SMA cross, long only, filled at the close, with fees and all statistics, `sweep` the 4,851 pairs of windows from 2 to 100 with
fees, total return, Sharpe ratio, deepest drawdown and number of trades. vectorbt takes its Rust
engine where that is installed, on one core either way. A peer that is not installed prints one
line that says so.
"""

import csv
import json
import pathlib
import statistics
import sys
import time
import warnings

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "components/data/sample/bars/SPX.csv"
BARS = 2148
RUNS = 15
SWEEPS = 3


def rows():
    path = sys.argv[1] if len(sys.argv) > 1 else SAMPLE
    with open(path, newline="") as bars:
        return list(csv.DictReader(bars))[-BARS:]


def median_ms(work, runs):
    work()  # compiles what is compiled
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def backtesting(table):
    try:
        import backtesting
        from backtesting import Backtest, Strategy
        from backtesting.lib import crossover
    except ImportError:
        return {"skipped": "backtesting is not installed"}

    class SmaCross(Strategy):
        def init(self):
            mean = lambda values, n: values.s.rolling(n).mean()
            self.fast = self.I(mean, self.data.Close, 10)
            self.slow = self.I(mean, self.data.Close, 20)

        def next(self):
            if crossover(self.fast, self.slow):
                self.buy()
            elif crossover(self.slow, self.fast):
                self.position.close()

    test = Backtest(table, SmaCross, cash=10_000, commission=0.001, trade_on_close=True)
    backtesting.backtesting._tqdm = lambda items, **_: items
    return {"name": "run", "ms": round(median_ms(test.run, RUNS), 4), "backtesting": backtesting.__version__}


def vectorbt(table):
    try:
        import vectorbt
    except ImportError:
        return {"skipped": "vectorbt is not installed"}
    try:
        import vectorbt_rust

        engine = f"rust {vectorbt_rust.__version__}"
    except ImportError:
        engine = "numba"

    def sweep():
        fast, slow = vectorbt.MA.run_combs(table["Close"], list(range(2, 101)), r=2)
        entries, exits = fast.ma_crossed_above(slow), fast.ma_crossed_below(slow)
        held = vectorbt.Portfolio.from_signals(
            table["Close"], entries, exits, fees=0.001, init_cash=10_000, freq="1D"
        )
        return held.total_return(), held.sharpe_ratio(), held.max_drawdown(), held.trades.count()

    ms = round(median_ms(sweep, SWEEPS), 1)
    return {"name": "sweep", "ms": ms, "vectorbt": vectorbt.__version__, "engine": engine}


def main():
    warnings.filterwarnings("ignore")
    try:
        import pandas
    except ImportError:
        print(json.dumps({"skipped": "pandas is not installed"}))
        return
    found = rows()
    columns = ("open", "high", "low", "close", "volume")
    table = pandas.DataFrame(
        {name.capitalize(): [float(row[name]) for row in found] for name in columns},
        index=pandas.to_datetime([row["date"] for row in found]),
    )
    print(json.dumps(backtesting(table)), flush=True)
    print(json.dumps(vectorbt(table)), flush=True)


main()
