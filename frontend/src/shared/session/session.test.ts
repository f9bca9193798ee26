import { beforeEach, expect, test, vi } from 'vitest';

type Sent = { path: string; body: unknown; authorization: string | null };
type Reply = { status: number; body: unknown };

const kept = new Map<string, string>();
let sent: Sent[] = [];
let reply: (request: Sent) => Reply;

vi.stubGlobal('location', { origin: 'http://app.test' });
vi.stubGlobal('sessionStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
vi.stubGlobal('fetch', async (request: Request) => {
  const text = await request.text();
  const seen: Sent = {
    path: new URL(request.url).pathname,
    body: text ? JSON.parse(text) : null,
    authorization: request.headers.get('authorization'),
  };
  sent.push(seen);
  const { status, body } = reply(seen);
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
});

const tokens = (n: number, expires_in = 900): Reply => ({
  status: 200,
  body: { access_token: `access-${n}`, token_type: 'bearer', expires_in, refresh_token: `refresh-${n}` },
});

async function fresh() {
  vi.resetModules();
  const { session } = await import('./session.svelte');
  const { api, body } = await import('../api/client');
  return { session, strategies: () => body(api.GET('/api/v1/backtest/strategies')) };
}

beforeEach(() => {
  kept.clear();
  sent = [];
});

test('after a login requests carry the access token', async () => {
  const { session, strategies } = await fresh();
  reply = ({ path }) => (path.endsWith('login') ? tokens(1) : { status: 200, body: { strategies: [] } });
  await session.logIn('trader', 'secret');
  await strategies();
  expect(sent.at(-1)?.authorization).toBe('Bearer access-1');
  expect(session.username).toBe('trader');
});

test('an expired access token is renewed once for requests that run at the same time', async () => {
  const { session, strategies } = await fresh();
  reply = ({ path }) => {
    if (path.endsWith('login')) return tokens(1, 0);
    return path.endsWith('refresh') ? tokens(2) : { status: 200, body: { strategies: [] } };
  };
  await session.logIn('trader', 'secret');
  await Promise.all([strategies(), strategies(), strategies()]);
  const renewals = sent.filter(({ path }) => path.endsWith('refresh'));
  expect(renewals.map(({ body }) => body)).toEqual([{ refresh_token: 'refresh-1' }]);
  expect(kept.get('sandbourse.refresh')).toBe('refresh-2');
});

test('a refused token is renewed and the request sent again', async () => {
  const { session, strategies } = await fresh();
  reply = ({ path, authorization }) => {
    if (path.endsWith('login')) return tokens(1);
    if (path.endsWith('refresh')) return tokens(2);
    const good = authorization === 'Bearer access-2';
    return good ? { status: 200, body: { strategies: [] } } : { status: 401, body: { detail: 'Expired.' } };
  };
  await session.logIn('trader', 'secret');
  expect(await strategies()).toEqual({ strategies: [] });
});

test('when the refresh token is refused too, the session ends and the form comes up', async () => {
  kept.set('sandbourse.refresh', 'refresh-0');
  kept.set('sandbourse.username', 'trader');
  const { session, strategies } = await fresh();
  reply = () => ({ status: 401, body: { title: 'Unauthorized', detail: 'Not valid.' } });
  expect(session.loggedIn).toBe(true);
  await expect(strategies()).rejects.toThrow('Not valid.');
  expect([session.loggedIn, session.asked]).toEqual([false, true]);
  expect(kept.size).toBe(0);
});

test('a server error while renewing does not end the session', async () => {
  kept.set('sandbourse.refresh', 'refresh-0');
  kept.set('sandbourse.username', 'trader');
  const { session, strategies } = await fresh();
  reply = () => ({ status: 503, body: { title: 'Unavailable', detail: 'Starting.' } });
  await expect(strategies()).rejects.toThrow('Starting.');
  expect(session.loggedIn).toBe(true);
});

test('logging out ends the session on the server and forgets it here', async () => {
  const { session } = await fresh();
  reply = () => tokens(1);
  await session.logIn('trader', 'secret');
  await session.logOut();
  expect(sent.at(-1)).toEqual({
    path: '/api/v1/auth/logout',
    body: null,
    authorization: 'Bearer access-1',
  });
  expect([session.loggedIn, kept.size]).toEqual([false, 0]);
});
