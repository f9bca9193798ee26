//! The mean of the last values, to the same bits as the Rust strategy.

/** Sizes above this, and what is not a number, make an average start over. */
const LARGEST = 1e100;

/**
 * Mean of the last `window` values.
 *
 * A running sum of distances to a value near by takes each value that comes and takes off the
 * one that leaves. Beside it grows a sum of the values since the last renewal; after `window`
 * of them it takes the place of the running one, so that rounding does not pile up.
 */
export class Mean {
  constructor(window) {
    this.values = new Float64Array(window);
    this.share = 1 / window;
    this.origin = 0;
    this.runningSum = 0;
    this.renewedOrigin = 0;
    this.renewedSum = 0;
    this.reset();
  }

  /** Forgets all values. */
  reset() {
    this.place = 0;
    this.isFull = false;
  }

  /** Takes a value; the mean once there are `window` of them, else NaN. */
  update(value) {
    if (!(Math.abs(value) <= LARGEST)) {
      this.reset();
      return NaN;
    }
    if (this.place === 0) {
      this.renewedOrigin = value;
      this.renewedSum = 0;
    }
    this.runningSum += value - this.values[this.place];
    this.renewedSum += value - this.renewedOrigin;
    this.values[this.place] = value;
    this.place += 1;
    if (this.place === this.values.length) {
      this.origin = this.renewedOrigin;
      this.runningSum = this.renewedSum;
      this.place = 0;
      this.isFull = true;
    }
    return this.isFull ? this.origin + this.runningSum * this.share : NaN;
  }
}
