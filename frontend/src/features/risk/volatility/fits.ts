// Fitted volatility models as lines of a chart, and in words.
import type { Volatility } from '../../../shared/api/types';
import { LOOKS, type Series } from '../../../shared/chart/series';
import { fraction } from '../../../shared/format/number';

type Column = 'volatility' | 'forecast';

/** As many models as there are colours; the route fits three unless it is asked for more. */
export function linesOf({ fits }: Pick<Volatility, 'fits'>, column: Column): Series[] {
  return LOOKS.flatMap((look, at) => {
    const fit = fits[at];
    return fit ? [{ name: fit.title, values: fit[column], look }] : [];
  });
}

/** Days ahead: 1, 2, … as many as the longest forecast has. */
export function daysAhead({ fits }: Pick<Volatility, 'fits'>): number[] {
  const most = Math.max(0, ...fits.map(({ forecast }) => forecast.length));
  return Array.from({ length: most }, (_, at) => at + 1);
}

export function describeFits({ symbol, fits }: Volatility): string {
  if (!fits.length) return `${symbol}: no model could be fitted.`;
  const say = fits.map(
    ({ title, volatility, forecast }) =>
      `${title}: last ${fraction(volatility.at(-1))}, forecast for the next day ${fraction(forecast[0])}`,
  );
  return `Annual volatility of ${symbol} by ${fits.length} models. ${say.join('; ')}.`;
}
