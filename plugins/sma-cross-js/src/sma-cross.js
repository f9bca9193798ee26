//! Long when a fast moving average of the close crosses above a slow one, short (or out) when
//! it crosses below.

import { Cross } from "./cross.js";
import { Mean } from "./mean.js";

/** A whole number of bars. */
const bars = (name, value, doc) => ({ name, default: value, min: 1, max: 5000, step: 1, doc });

/** A fraction of something. */
const share = (name, value, min, doc) => ({ name, default: value, min, max: 1, step: 0, doc });

export const PARAMETERS = [
  bars("fast", 10, "Bars of the fast average."),
  bars("slow", 20, "Bars of the slow average."),
  { ...share("long_only", 0, 0, "1 stays out of the market instead of going short."), step: 1 },
  share("stop_loss", 0, 0, "Distance of the stop-loss as a fraction of the close; 0 for none."),
  share("take_profit", 0, 0, "Distance of the take-profit as a fraction of the close; 0 for none."),
  share("size", 1, 0.01, "Share of the buying power to hold."),
];

/** Places in the descriptor's tags, from 1. */
const ROSE = 1;
const FELL = 2;

export class SmaCross {
  /** With a list of `{ name, value }`; what is not set has its default. */
  constructor(settings) {
    const given = new Map(settings.map(({ name, value }) => [name, value]));
    for (const parameter of PARAMETERS) {
      this[parameter.name] = given.get(parameter.name) ?? parameter.default;
    }
    if (this.fast >= this.slow) {
      throw {
        code: "invalid_setting",
        detail: `fast is ${this.fast}, but must be below slow, which is ${this.slow}.`,
        field: "fast",
      };
    }
    this.fastMean = new Mean(this.fast);
    this.slowMean = new Mean(this.slow);
    this.cross = new Cross();
  }

  /** One more than the slow average needs: a line crosses from where it was. */
  get warmUp() {
    return this.slow;
  }

  /** Decisions for the next closes. */
  advance(closes) {
    const decisions = keep(closes.length);
    for (let at = 0; at < closes.length; at += 1) {
      const close = closes[at];
      const crossed = this.cross.update(this.fastMean.update(close), this.slowMean.update(close));
      if (crossed !== 0) {
        this.turn(decisions, at, close, crossed);
      }
    }
    return decisions;
  }

  /** What a crossing leads to. */
  turn(decisions, at, close, crossed) {
    const side = crossed < 0 && this.long_only ? 0 : crossed;
    const level = (fraction, direction) =>
      fraction > 0 && side !== 0 ? close * (1 + fraction * direction) : NaN;
    decisions.target[at] = side * this.size;
    put(decisions, "stopLoss", at, level(this.stop_loss, -side));
    put(decisions, "takeProfit", at, level(this.take_profit, side));
    if (decisions.tag.length === 0) {
      decisions.tag = new Uint32Array(decisions.target.length);
    }
    decisions.tag[at] = crossed > 0 ? ROSE : FELL;
  }
}

/** Decisions that keep everything; a column that is empty has nothing of its kind. */
function keep(length) {
  return {
    target: new Float64Array(length).fill(NaN),
    limit: [],
    stop: [],
    stopLoss: [],
    takeProfit: [],
    trail: [],
    tag: [],
  };
}

/** Puts a price into a column, which gets room with the first one. */
function put(decisions, column, at, price) {
  if (Number.isNaN(price)) {
    return;
  }
  if (decisions[column].length === 0) {
    decisions[column] = new Float64Array(decisions.target.length).fill(NaN);
  }
  decisions[column][at] = price;
}
