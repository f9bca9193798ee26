// What the WebSocket says and understands, as one typed union in each direction.
import { isDocument, type ProblemDocument } from '../api/problem';
import type { Quote } from '../api/types';

export type ClientMessage =
  | { action: 'subscribe'; topics: string[]; id?: string }
  | { action: 'unsubscribe'; topics: string[]; id?: string }
  | { action: 'resume'; topic: string; seq: number; id?: string }
  | { action: 'ping'; id?: string };

/** An update of a topic: `seq` counts without gaps, `skipped` says how many were left out. */
type Update<Kind extends string, Data> = {
  type: Kind;
  topic: string;
  seq: number;
  skipped?: number;
  data: Data;
};

export type PriceMessage = Update<'price', Quote>;
export type ServerMessage =
  | { type: 'subscribed'; topics: string[] }
  | Update<'snapshot', Quote>
  | PriceMessage
  | { type: 'heartbeat' }
  | { type: 'pong' }
  | ({ type: 'error' } & ProblemDocument)
  | { type: 'server_shutdown' };

export const priceTopic = (symbol: string): string => `prices:${symbol}`;

/** The message in a text frame, or null for a kind that this app does not know (yet). */
export function decode(text: string): ServerMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { type } = message as { type?: unknown };
  if (type === 'heartbeat' || type === 'pong' || type === 'server_shutdown') return { type };
  if (type === 'subscribed') return message as ServerMessage;
  if (type === 'error') return isDocument(message) ? { ...message, type: 'error' } : null;
  const known = type === 'price' || type === 'snapshot';
  return known && isUpdate(message) ? (message as ServerMessage) : null;
}

function isUpdate(message: object): boolean {
  const { topic, seq, data } = message as Partial<PriceMessage>;
  return (
    typeof topic === 'string' &&
    Number.isSafeInteger(seq) &&
    typeof data?.symbol === 'string' &&
    Number.isFinite(data.price)
  );
}
