// The log of a live run: what happened, line by line, in words.
import { decimal, NONE } from '../../shared/format/number';
import { words } from '../../shared/format/time';

type Decision = Partial<Record<'target' | 'limit' | 'stop' | 'stop_loss' | 'take_profit' | 'trail', number | null>>;
type Bar = { time: number; rows: (number | null)[][] };
/** The fields that any event has; each kind has some of them. */
export type LogLine = {
  at_ms: number;
  event: string;
  version?: number;
  symbols?: string[];
  history?: unknown[];
  bar?: Bar;
  decisions?: Decision[];
  from?: number;
  to?: number;
  bars?: number;
  reason?: string | null;
};

/** What a table shows of a line. */
export type LogRow = { at: string; event: string; detail: string; isFault: boolean };

/** As many lines as a person looks through; the file has all. */
export const MOST_LINES = 200;

/** The last lines of the text, newest first; a line that was cut off or is no JSON is left out. */
export function linesFrom(text: string, most = MOST_LINES): LogLine[] {
  const lines = text.split('\n').filter((line) => line.trim());
  return lines.slice(-most).reverse().flatMap(lineFrom);
}

function lineFrom(text: string): LogLine[] {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null && 'event' in line ? [line as LogLine] : [];
  } catch {
    return [];
  }
}

export function rowOf(line: LogLine, symbols: readonly string[]): LogRow {
  const at = new Date(line.at_ms);
  return {
    at: Number.isNaN(at.getTime()) ? NONE : at.toISOString().slice(11, 19),
    event: words(line.event),
    detail: detailOf(line, symbols),
    isFault: line.event === 'rolled_back' || line.event === 'refused' || line.event === 'missed' || (line.event === 'ended' && !!line.reason),
  };
}

function detailOf(line: LogLine, symbols: readonly string[]): string {
  switch (line.event) {
    case 'started':
      return `version ${line.version}, warmed up on ${line.history?.length ?? 0} bars`;
    case 'bar':
      return [barText(line, symbols), ...decisionTexts(line, symbols)].join(' · ');
    case 'swapped':
      return `version ${line.from} to ${line.to}`;
    case 'refused':
      return `version ${line.to} did not take over: ${line.reason ?? NONE}`;
    case 'rolled_back':
      return [`version ${line.from} broke, ${line.to} went on: ${line.reason ?? NONE}`, ...decisionTexts(line, symbols)].join(' · ');
    case 'missed':
      return `${line.bars} bars were dropped before they were read`;
    default:
      return line.reason ?? '';
  }
}

/** The close of each symbol that has one. */
function barText({ bar }: LogLine, symbols: readonly string[]): string {
  const closes = (bar?.rows ?? []).flatMap((row, at) => (row[3] == null ? [] : [`${symbols[at] ?? at} ${decimal(row[3])}`]));
  return closes.join(', ');
}

/** Only what changes something. */
function decisionTexts({ decisions = [] }: LogLine, symbols: readonly string[]): string[] {
  return decisions.flatMap((decision, at) => {
    const parts = Object.entries(decision).filter(([name, value]) => value != null && name !== 'tag');
    const texts = parts.map(([name, value]) => `${words(name).toLowerCase()} ${decimal(value)}`);
    return texts.length ? [`${symbols[at] ?? at}: ${texts.join(', ')}`] : [];
  });
}
