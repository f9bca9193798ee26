// What every chart has in common: size, fonts, axes, colours, and nothing from elsewhere.
import { createChart, type ChartOptions, type DeepPartial, type IChartApi } from 'lightweight-charts';
import { paletteAt, type Palette } from './colours';

/** A chart that fills `element` and follows its size. */
export function frameIn(element: HTMLElement): IChartApi {
  return createChart(element, {
    autoSize: true,
    ...colouring(paletteAt(element)),
    timeScale: { borderVisible: false, rightOffset: 2, minBarSpacing: 0.05 },
    rightPriceScale: { borderVisible: false },
    // A page that scrolls under the finger matters more than zoom by wheel.
    handleScale: { mouseWheel: false },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    localization: { locale: 'en-GB', dateFormat: 'yyyy-MM-dd' },
  });
}

/** The part of the options that changes with light and dark. */
export function colouring(palette: Palette): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { color: 'transparent' },
      textColor: palette.muted,
      fontSize: 11,
      fontFamily: getComputedStyle(document.body).fontFamily,
      // The built-in logo brings a style element, which the content security policy forbids;
      // the same attribution stands under each chart as text (ChartFigure).
      attributionLogo: false,
    },
    grid: { vertLines: { color: palette.grid }, horzLines: { color: palette.grid } },
    crosshair: {
      vertLine: { color: palette.muted, labelBackgroundColor: palette.muted },
      horzLine: { color: palette.muted, labelBackgroundColor: palette.muted },
    },
  };
}
