import { expect, test } from 'vitest';
import { ApiProblem, messageOf, NoAnswer, problemFrom } from './problem';

const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, statusText: 'Refused', headers });

test('the detail of a problem document is what is shown', () => {
  const problem = problemFrom(answer(404), { title: 'Not Found', detail: 'No prices for ZZZZ.', code: 'unknown_symbol' });
  expect(messageOf(problem)).toBe('No prices for ZZZZ.');
  expect(problem.code).toBe('unknown_symbol');
});

test('each field at fault is named', () => {
  const errors = [{ loc: ['body', 'settings', 'fast'], msg: 'must be below slow', type: 'range' }];
  const problem = problemFrom(answer(422), { title: 'Unprocessable', detail: 'The input is wrong.', errors });
  expect(messageOf(problem)).toBe('The input is wrong. settings.fast: must be below slow');
});

test('a fault that the detail tells already is not told again', () => {
  const errors = [{ loc: ['body', 'bounds'], msg: 'The upper bounds add up to 0.6.', type: 'infeasible' }];
  const problem = problemFrom(answer(422), { detail: 'The upper bounds add up to 0.6.', errors });
  expect(messageOf(problem)).toBe('The upper bounds add up to 0.6.');
});

test('an answer that is no problem document still has words', () => {
  expect(messageOf(problemFrom(answer(502), '<html>'))).toBe('Refused');
});

test('a refusal for haste says when to come back', () => {
  const problem = problemFrom(answer(429, { 'retry-after': '12' }), { detail: 'Too many requests.' });
  expect(messageOf(problem)).toBe('Too many requests. Try again in 12 s.');
});

test('a server that does not answer is said to be out of reach', () => {
  expect(messageOf(new NoAnswer(new TypeError('fetch failed')))).toBe('The server cannot be reached.');
  expect(messageOf(new ApiProblem(500, {}))).toBe('The server answered 500.');
});
