// Who is logged in. The access token stays in memory; the refresh token survives a reload of
// this tab and is exchanged for a new one each time it is used.
import { body, openApi, useCredentials } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Tokens } from '../api/types';

const STORED_AS = 'sandbourse.refresh';
const STORED_NAME = 'sandbourse.username';
/** Renew this long before expiry, so that a slow request still arrives in time. */
const MARGIN_MS = 30_000;

class Session {
  username = $state<string | null>(sessionStorage.getItem(STORED_NAME));
  /** True while the login form should be in front. */
  asked = $state(false);
  /** Why the form came up by itself. */
  reason = $state<string | null>(null);

  #access: { token: string; goodUntil: number } | null = null;
  #renewing: Promise<string | null> | null = null;

  get loggedIn(): boolean {
    return this.username !== null;
  }

  ask(reason: string | null = null): void {
    this.reason = reason;
    this.asked = true;
  }

  async logIn(username: string, password: string): Promise<void> {
    const tokens = await body(
      openApi.POST('/api/v1/auth/login', { body: { username, password } }),
    );
    this.#keep(tokens);
    this.username = username;
    sessionStorage.setItem(STORED_NAME, username);
    this.asked = false;
    this.reason = null;
  }

  async logOut(): Promise<void> {
    // The tab forgets the tokens in any case; an unreachable server lets them expire.
    const token = await this.token().catch(() => null);
    this.#forget();
    if (!token) return;
    const headers = { authorization: `Bearer ${token}` };
    await openApi.POST('/api/v1/auth/logout', { headers }).catch(() => {});
  }

  /** An access token that is still good, or null. */
  async token(): Promise<string | null> {
    if (this.#access && this.#access.goodUntil > Date.now()) return this.#access.token;
    return this.renew(null);
  }

  /** One exchange at a time: a refresh token that is shown twice ends the session. */
  async renew(refused: string | null): Promise<string | null> {
    const current = this.#access?.token ?? null;
    if (refused && current && current !== refused) return current;
    this.#renewing ??= this.#exchange().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #exchange(): Promise<string | null> {
    const refresh_token = sessionStorage.getItem(STORED_AS);
    if (!refresh_token) return null;
    try {
      const tokens = await body(openApi.POST('/api/v1/auth/refresh', { body: { refresh_token } }));
      this.#keep(tokens);
      return tokens.access_token;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status >= 500 || error.status === 429) throw error;
      this.#forget();
      this.ask('Your session has ended. Log in again.');
      return null;
    }
  }

  #keep(tokens: Tokens): void {
    const goodUntil = Date.now() + tokens.expires_in * 1000 - MARGIN_MS;
    this.#access = { token: tokens.access_token, goodUntil };
    sessionStorage.setItem(STORED_AS, tokens.refresh_token);
  }

  #forget(): void {
    this.#access = null;
    this.username = null;
    sessionStorage.removeItem(STORED_AS);
    sessionStorage.removeItem(STORED_NAME);
  }
}

export const session = new Session();

useCredentials({
  token: () => session.token(),
  renew: (refused) => session.renew(refused),
  missing: () => {
    if (!session.asked) session.ask('This needs a login.');
  },
});
