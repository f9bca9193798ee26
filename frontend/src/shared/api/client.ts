// The typed client: paths and bodies come from the OpenAPI document.
import createClient from 'openapi-fetch';
import type { paths } from '../../api/schema';
import { NoAnswer, problemFrom } from './problem';

/** What the client needs to know about who is logged in. */
export type Credentials = {
  /** An access token that is still good, or null when nobody is logged in. */
  token(): Promise<string | null>;
  /** Called when a token was refused; answers a fresh one, or null when the session is over. */
  renew(refused: string): Promise<string | null>;
  /** Called when the server asks for a login and nobody is logged in. */
  missing(): void;
};

const anonymous: Credentials = { token: async () => null, renew: async () => null, missing() {} };
let credentials = anonymous;

export function useCredentials(source: Credentials): void {
  credentials = source;
}

/** An aborted request keeps its own error, so that nobody takes it for a failure. */
async function send(request: Request): Promise<Response> {
  return fetch(request).catch((cause: unknown) => {
    throw request.signal.aborted ? cause : new NoAnswer(cause);
  });
}

/** Sends with the current token, and once more with a renewed one when it was refused. */
async function sendAuthorised(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await credentials.token();
  if (token) request.headers.set('authorization', `Bearer ${token}`);
  const response = await send(request);
  if (response.status !== 401) return response;
  const renewed = token ? await credentials.renew(token) : null;
  if (!renewed) {
    credentials.missing();
    return response;
  }
  again.headers.set('authorization', `Bearer ${renewed}`);
  return send(again);
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: sendAuthorised });
/** For the routes that make tokens: sending them one would only loop. */
export const openApi = createClient<paths>({ baseUrl: location.origin, fetch: send });

type Outcome<T> = { data?: T; error?: unknown; response: Response };

/** The JSON of a good answer (no route is asked for its text forms); a bad one is thrown. */
export async function body<T>(sent: Promise<Outcome<T>>): Promise<Exclude<T, string>> {
  const { data, error, response } = await sent;
  if (!response.ok) throw problemFrom(response, error);
  return data as Exclude<T, string>;
}
