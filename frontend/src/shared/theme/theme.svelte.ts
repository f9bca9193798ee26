// Light or dark: the system's choice until the visitor makes one.

const STORED_AS = 'sandbourse.theme';
export type Theme = 'system' | 'light' | 'dark';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

class ThemeChoice {
  choice = $state<Theme>(stored());
  /** Counts changes of what is shown, for parts that draw with colours of their own. */
  version = $state(0);

  constructor() {
    this.#apply();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.version++);
  }

  /** Goes on to the next of system, light and dark. */
  turn(): void {
    this.choice = ORDER[(ORDER.indexOf(this.choice) + 1) % ORDER.length] ?? 'system';
    localStorage.setItem(STORED_AS, this.choice);
    this.#apply();
  }

  #apply(): void {
    if (this.choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
    this.version++;
  }
}

function stored(): Theme {
  const text = localStorage.getItem(STORED_AS);
  return ORDER.find((word) => word === text) ?? 'system';
}

export const theme = new ThemeChoice();
