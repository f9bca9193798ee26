// One thing done on the server at a time: whether it is under way, and what went wrong.
import { messageOf } from '../api/problem';

export class Action {
  busy = $state(false);
  error = $state<string | null>(null);

  /** Answers whether it was done. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.error = messageOf(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
