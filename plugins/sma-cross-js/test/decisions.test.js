//! The decisions are those that the Rust strategy came to.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { strategy } from "../src/plugin.js";

const kept = JSON.parse(readFileSync(new URL("../../sma-cross/decisions.json", import.meta.url)));
const closes = kept.close.map((close) => close ?? NaN);

const settingsOf = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));

/** A column as the file has it: null for none. */
function column(values, length, none) {
  const filled = values.length === 0 ? new Array(length).fill(none) : Array.from(values);
  return filled.map((value) => (Number.isNaN(value) ? null : value));
}

function run(settings, size) {
  strategy.start(["A"], settings);
  const found = { target: [], stop_loss: [], take_profit: [], tag: [] };
  for (let start = 0; start < closes.length; start += size) {
    const close = Float64Array.from(closes.slice(start, start + size));
    const [decisions] = strategy.advance([{ close }]);
    found.target.push(...column(decisions.target, close.length, NaN));
    found.stop_loss.push(...column(decisions.stopLoss, close.length, NaN));
    found.take_profit.push(...column(decisions.takeProfit, close.length, NaN));
    found.tag.push(...column(decisions.tag, close.length, 0));
  }
  return found;
}

for (const { settings, ...expected } of kept.cases) {
  for (const size of [closes.length, 1, 7]) {
    test(`with ${JSON.stringify(settings)}, ${size} bars at a time, it decides as Rust does`, () => {
      assert.deepEqual(run(settingsOf(settings), size), expected);
    });
  }
}

test("a fast average that is not faster is refused by name", () => {
  assert.throws(
    () => strategy.start(["A"], settingsOf({ fast: 20 })),
    (failure) => failure.field === "fast" && failure.detail.includes("below slow, which is 20"),
  );
  assert.throws(
    () => strategy.advance([{ close: new Float64Array(1) }]),
    (failure) => failure.code === "not_started",
  );
});

test("the warm-up is that of the slow average and one bar to cross from", () => {
  assert.equal(strategy.describe().warmUp, 20);
  assert.equal(strategy.start(["A"], settingsOf({ slow: 50 })), 50);
});
