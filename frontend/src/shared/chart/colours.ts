// The palette of the style sheet in the form that a canvas understands.

export type Palette = Record<
  'text' | 'muted' | 'grid' | 'surface' | 'up' | 'down' | 'accent' | 'second' | 'volume',
  string
>;

const VARIABLES: Record<keyof Palette, string> = {
  text: '--text',
  muted: '--text-muted',
  grid: '--grid',
  surface: '--surface',
  up: '--up',
  down: '--down',
  accent: '--accent',
  second: '--second',
  volume: '--volume',
};

/** Resolves each variable as it counts at `element`, light or dark. */
export function paletteAt(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  element.append(probe);
  const entries = Object.entries(VARIABLES).map(([name, variable]) => {
    probe.style.color = `var(${variable})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as Palette;
}
