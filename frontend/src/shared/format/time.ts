// Moments as text, always in UTC and always said to be so.
import { NONE } from './number';

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
});

/** The session date of a bar: `2013-03-01`. */
export function day(text: string | null | undefined): string {
  return text && !Number.isNaN(Date.parse(text)) ? text.slice(0, 10) : NONE;
}

/** `2013-03-01` for a whole day, `2013-03-01 14:30:05 UTC` for a moment in it. */
export function moment(text: string | null | undefined): string {
  const at = text ? new Date(text) : null;
  if (!at || Number.isNaN(at.getTime())) return NONE;
  const date = at.toISOString().slice(0, 10);
  return at.getTime() % 86_400_000 === 0 ? date : `${date} ${TIME.format(at)} UTC`;
}

/** `2013-03-01` for a bar of a session, `2013-03-01 14:30` in UTC for one that begins within a day. */
export function opening(text: string | null | undefined): string {
  return text && Date.parse(text) % 86_400_000 !== 0 ? minute(text) : day(text);
}

/** `2013-03-01 14:30`, in UTC, for lists where the second does not matter. */
export function minute(text: string | null | undefined): string {
  const at = text ? new Date(text) : null;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString().slice(0, 16).replace('T', ' ') : NONE;
}

/** `14:30:05` of the UTC day of `now`, `2013-03-01` of any other: where a title has the rest. */
export function brief(text: string | null | undefined, now: Date): string {
  const at = text ? new Date(text) : null;
  if (!at || Number.isNaN(at.getTime())) return NONE;
  const date = at.toISOString().slice(0, 10);
  return date === now.toISOString().slice(0, 10) && at.getTime() % 86_400_000 !== 0 ? TIME.format(at) : date;
}

/** Epoch seconds, as the charts count; null when the text is no time. */
export function seconds(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms / 1000;
}

/** `snake_case` words from the server as text for people. */
export function words(code: string): string {
  const text = code.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
