// Numbers as text. One locale for all: columns must line up and be comparable between readers.

const LOCALE = 'en-US';
/** Shown where there is no value. */
export const NONE = '–';
const MINUS = '−';

const formats = new Map<string, Intl.NumberFormat>();

/** With a true minus sign, as wide as a digit. */
function format(value: number | null | undefined, options: Intl.NumberFormatOptions): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const key = JSON.stringify(options);
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.NumberFormat(LOCALE, options)));
  return known.format(value).replace('-', MINUS);
}

/** A fixed number of decimals, grouped: `1,234.50`. */
export function decimal(value: number | null | undefined, digits = 2): string {
  return format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Two decimals, or four below ten for rates such as EURUSD. */
export function price(value: number | null | undefined): string {
  return decimal(value, value !== null && value !== undefined && Math.abs(value) < 10 ? 4 : 2);
}

/** With its sign always shown, so that colour never carries the meaning alone. */
export function signed(value: number | null | undefined, digits = 2): string {
  return format(value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'exceptZero',
  });
}

/** A value that is in percent already: `12.3` becomes `12.30 %`. */
export function percent(value: number | null | undefined, digits = 2): string {
  return withUnit(decimal(value, digits), '%');
}

export function signedPercent(value: number | null | undefined, digits = 2): string {
  return withUnit(signed(value, digits), '%');
}

/** A fraction shown in percent: `0.123` becomes `12.30 %`. */
export function fraction(value: number | null | undefined, digits = 2): string {
  return percent(scale(value), digits);
}

export function signedFraction(value: number | null | undefined, digits = 2): string {
  return signedPercent(scale(value), digits);
}

/** Whole numbers up to a million in full, then `12.3M`. */
export function compact(value: number | null | undefined): string {
  return format(value, { notation: 'compact', maximumFractionDigits: 1 });
}

export function whole(value: number | null | undefined): string {
  return format(value, { maximumFractionDigits: 0 });
}

/** `up`, `down` or `flat`, for the colour of a change. */
export function trend(value: number | null | undefined): 'up' | 'down' | 'flat' {
  if (!value) return 'flat';
  return value > 0 ? 'up' : 'down';
}

function scale(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : value * 100;
}

function withUnit(text: string, unit: string): string {
  return text === NONE ? text : `${text}\u202f${unit}`;
}
