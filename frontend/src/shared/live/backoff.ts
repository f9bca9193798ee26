// How long to wait before the next attempt to connect.

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Waiting time in milliseconds before attempt `attempt` (0 is the first after a loss). Doubles up to
 * half a minute; `chance` in [0, 1) spreads it over its upper half, so that a restarted server
 * does not meet all its readers in the same instant.
 */
export function waitBefore(attempt: number, chance: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(most / 2 + (most / 2) * chance);
}
