// The view that is shown now, kept equal to the address bar.
import { addressOf, viewFrom, type View } from './view';

class CurrentView {
  now = $state.raw<View>(viewFrom(location.search));

  constructor() {
    addEventListener('popstate', () => (this.now = viewFrom(location.search)));
  }

  /** Goes to a changed view as a new step in the browser's history. */
  go(change: Partial<View>): void {
    this.now = { ...this.now, ...change };
    history.pushState(null, '', addressOf(this.now));
  }

  /** Fills in what the visitor did not choose, without a step to go back to. */
  settle(change: Partial<View>): void {
    this.now = { ...this.now, ...change };
    history.replaceState(null, '', addressOf(this.now));
  }
}

export const view = new CurrentView();
