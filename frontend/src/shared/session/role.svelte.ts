// Whether who is logged in may change components; the server has the last word.
import { api, body } from '../api/client';
import { Resource } from '../load/resource.svelte';
import { session } from './session.svelte';

class Role {
  #of = new Resource<string>();
  #username: string | null = null;

  get isAdmin(): boolean {
    return session.loggedIn && this.#of.data === 'admin';
  }

  /** Asks once for each user; a failure counts as no admin, and nothing else depends on it. */
  need(): void {
    if (session.username === this.#username) return;
    this.#username = session.username;
    this.#of.clear();
    if (session.loggedIn) void this.#of.load(async (signal) => (await body(api.GET('/api/v1/auth/me', { signal }))).role);
  }
}

export const role = new Role();
