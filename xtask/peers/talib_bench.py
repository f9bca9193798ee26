"""Times TA-Lib over the bars of components/kernels/examples/indicators.rs.

Prints {"name","ns_per_bar","ms","best_ms"}, a line each, under the names of this project.
Needs the packages TA-Lib and numpy. An argument is another number of bars.
"""

import json
import sys
import time

import numpy
import talib

RUNS = 21


def walk(bars):
    """Open, high, low, close of the same random walk, bit for bit."""
    state = 42

    def draw(below):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (state >> 33) % below

    columns = numpy.empty((4, bars))
    price = 100_000
    for bar in range(bars):
        opening = price
        price = max(price + draw(1_001) - 500, 10_000)
        high = max(opening, price) + draw(300)
        low = min(opening, price) - draw(300)
        columns[:, bar] = (opening, high, low, price)
        draw(1_000_000)  # The volume, which no function here reads.
    return columns / 1e3


def timed(work):
    """Seconds of the middle run and of the best, after two that do not count."""
    times = []
    for _ in range(RUNS + 2):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    times = sorted(times[2:])
    return times[RUNS // 2], times[0]


def main():
    bars = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    _, high, low, close = walk(bars)
    functions = {
        "sma": lambda: talib.SMA(close, 20),
        "ema": lambda: talib.EMA(close, 20),
        "rsi": lambda: talib.RSI(close, 14),
        "macd": lambda: talib.MACD(close),
        "bollinger": lambda: talib.BBANDS(close, 20),
        "atr": lambda: talib.ATR(high, low, close, 14),
        "adx": lambda: talib.ADX(high, low, close, 14),
    }
    for name, work in functions.items():
        middle, best = timed(work)
        line = {
            "name": name,
            "ns_per_bar": round(middle * 1e9 / bars, 3),
            "ms": round(middle * 1e3, 3),
            "best_ms": round(best * 1e3, 3),
        }
        print(json.dumps(line))


main()
