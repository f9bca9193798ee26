//! The exported interface `strategy`: functions without `this`, one strategy for the instance.

import { PARAMETERS, SmaCross } from "./sma-cross.js";

let current = null;

export const strategy = {
  describe: () => ({
    name: "sma-cross-js",
    version: "0.1.0",
    summary:
      "Long when a fast moving average of the close crosses above a slow one, short when it crosses below.",
    parameters: PARAMETERS,
    warmUp: new SmaCross([]).warmUp,
    reads: { time: false, open: false, high: false, low: false, close: true, volume: false },
    minSymbols: 1,
    maxSymbols: 1,
    sizing: "buying-power",
    needsAccount: false,
    tags: ["rose above", "fell below"],
  }),

  start(_symbols, settings) {
    current = null;
    current = new SmaCross(settings);
    return current.warmUp;
  },

  advance(frames) {
    if (current === null) {
      throw { code: "not_started", detail: "`advance` was called before a `start`.", field: null };
    }
    return frames.map((frame) => current.advance(frame.close));
  },
};
