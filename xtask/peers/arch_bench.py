"""Times of the peer arch on the series of the kernels' benchmark, one line of JSON each.

    cargo run --release -p sandbourse-kernels --example garch
    python3 xtask/peers/arch_bench.py

prints both beside each other. Without arch it prints one line that says so.
"""

import csv
import json
import pathlib
import statistics
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = 15
FITS = {
    "garch": dict(vol="GARCH", p=1, q=1),
    "garch_t": dict(vol="GARCH", p=1, q=1, dist="t"),
    "gjr": dict(vol="GARCH", p=1, o=1, q=1),
    "gjr_t": dict(vol="GARCH", p=1, o=1, q=1, dist="t"),
    "egarch": dict(vol="EGARCH", p=1, o=1, q=1),
    "arch": dict(vol="ARCH", p=1),
}


def returns():
    with open(ROOT / "components/data/sample/bars/SPX.csv", newline="") as bars:
        close = [float(row["adj_close"]) for row in csv.DictReader(bars)]
    return [100.0 * (b / a - 1.0) for a, b in zip(close, close[1:])]


def median_ms(work):
    work()  # compiles the recursions
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def main():
    try:
        import numpy
        from arch import __version__, arch_model
    except ImportError:
        print(json.dumps({"skipped": "arch is not installed"}))
        return
    percent = numpy.array(returns())
    for length in (5030, 2500):
        for name, settings in FITS.items() if length == 5030 else [("garch", FITS["garch"])]:
            model = arch_model(percent[-length:], rescale=False, mean="Constant", **settings)
            ms = median_ms(lambda: model.fit(disp="off"))
            print(json.dumps({"name": f"{name}_{length}", "ms": round(ms, 4), "arch": __version__}))


main()
