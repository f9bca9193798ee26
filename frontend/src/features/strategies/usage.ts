// What a component has used, in words.
import type { Plugin } from '../../shared/api/types';
import type { Figure } from '../../shared/format/figure';
import { decimal, whole } from '../../shared/format/number';
import { words } from '../../shared/format/time';

type Usage = Plugin['usage'];

/** Bytes in the unit of a thousand and twenty-four that fits: `3.1 MiB`. */
export function bytes(count: number): string {
  const power = count > 0 ? Math.min(3, Math.floor(Math.log2(count) / 10)) : 0;
  const unit = ['B', 'KiB', 'MiB', 'GiB'][power] ?? 'B';
  return `${decimal(count / 1024 ** power, power ? 1 : 0)}\u202f${unit}`;
}

/** Milliseconds, or seconds from ten of them on. */
export function span(ms: number): string {
  return ms < 10_000 ? `${decimal(ms, ms < 100 ? 1 : 0)}\u202fms` : `${decimal(ms / 1000, 1)}\u202fs`;
}

export function failuresOf({ failures }: Usage): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

export function usageFigures(usage: Usage): Figure[] {
  const figure = (name: string, title: string, text: string): Figure => ({ name, title, text, reason: null });
  return [
    figure('calls', 'Calls', whole(usage.calls)),
    figure('cpu', 'CPU time', span(usage.cpu_ms)),
    figure('a-call', 'CPU time a call', usage.calls ? span(usage.cpu_ms / usage.calls) : span(0)),
    figure('memory', 'Peak memory', bytes(usage.peak_memory_bytes)),
    figure('host', 'Calls into the host', whole(usage.host_calls)),
    figure('failures', 'Failures', whole(failuresOf(usage))),
    ...Object.entries(usage.failures).map(([kind, count]) => figure(kind, words(kind), whole(count))),
  ];
}
