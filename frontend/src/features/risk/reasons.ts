// Why a figure has no value, in words.
import { words } from '../../shared/format/time';

const REASONS: Record<string, string> = {
  insufficient_data: 'the period is too short',
  zero_variance: 'the returns do not vary',
  no_losses: 'there is no loss to divide by',
  no_gains: 'there is no gain to divide by',
  no_drawdown: 'there was no drawdown',
  total_loss: 'everything was lost, so nothing can grow',
  no_benchmark: 'no benchmark is chosen',
  no_trades: 'there are no trades',
  not_finite: 'the formula leaves the range of numbers',
  outside_data: 'the prices do not cover this time',
};

/** The server's code as a phrase; one that is not known is spelt out. */
export function reasonFrom(code: string | null | undefined): string {
  if (!code) return 'the server gave no reason';
  return REASONS[code] ?? words(code).toLowerCase();
}
