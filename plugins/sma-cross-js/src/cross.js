//! When one line crosses another.

/** Lines closer than this fraction of their size are equal: they differ by rounding. */
const TIE = 1e-12;

/**
 * Watches two lines. A crossing is the first bar strictly on the other side; bars on which the
 * lines are equal change nothing.
 */
export class Cross {
  side = 0;

  /** 1 when the first line rose above the second, -1 when it fell below, else 0. */
  update(first, second) {
    if (Number.isNaN(first) || Number.isNaN(second)) {
      this.side = 0;
      return 0;
    }
    const size = Math.max(Math.abs(first), Math.abs(second));
    if (Math.abs(first - second) <= TIE * size) {
      return 0;
    }
    const now = first > second ? 1 : -1;
    const crossed = this.side === -now ? now : 0;
    this.side = now;
    return crossed;
  }
}
