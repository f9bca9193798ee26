"""The decisions are those that the Rust strategy came to."""

import json
import sys
import unittest
from math import isnan, nan
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from sma_cross import InvalidSetting, SmaCross  # noqa: E402

KEPT = json.loads((HERE.parent.parent / "sma-cross" / "decisions.json").read_text())
CLOSES = [nan if close is None else close for close in KEPT["close"]]


def column(values, length, none):
    """A column as the file has it: None for none."""
    return [None if isnan(value) else value for value in values or [none] * length]


def run(settings, size):
    strategy = SmaCross(settings)
    found = {"target": [], "stop_loss": [], "take_profit": [], "tag": []}
    for start in range(0, len(CLOSES), size):
        closes = CLOSES[start : start + size]
        decisions = strategy.advance(closes)
        for name, values in found.items():
            none = 0 if name == "tag" else nan
            values.extend(column(getattr(decisions, name), len(closes), none))
    return found


class Decisions(unittest.TestCase):
    def test_it_decides_as_rust_does_in_any_chunks(self):
        for case in KEPT["cases"]:
            expected = {name: values for name, values in case.items() if name != "settings"}
            for size in (len(CLOSES), 1, 7):
                with self.subTest(settings=case["settings"], size=size):
                    self.assertEqual(run(case["settings"], size), expected)

    def test_a_fast_average_that_is_not_faster_is_refused_by_name(self):
        with self.assertRaises(InvalidSetting) as refused:
            SmaCross({"fast": 20.0})
        self.assertEqual(refused.exception.field, "fast")
        self.assertIn("below slow, which is 20", refused.exception.detail)

    def test_the_warm_up_is_that_of_the_slow_average_and_one_bar_to_cross_from(self):
        self.assertEqual(SmaCross({}).warm_up, 20)
        self.assertEqual(SmaCross({"slow": 50.0}).warm_up, 50)


if __name__ == "__main__":
    unittest.main()
