import { expect, test } from 'vitest';
import type { ValueAtRisk } from '../../../shared/api/types';
import { confidencesOf, confidenceText, methodRows, warningsByPart } from './levels';

const level = { horizon: 1, horizon_rule: '' };
const answer = {
  levels: [
    { ...level, method: 'historical', confidence: 0.99, var: -0.04, cvar: -0.05, undefined: null },
    { ...level, method: 'historical', confidence: 0.95, var: -0.02, cvar: -0.03, undefined: null },
    { ...level, method: 'garch', confidence: 0.95, var: null, cvar: null, undefined: 'insufficient_data' },
  ],
} satisfies Pick<ValueAtRisk, 'levels'>;

test('one row for each method, its cells in the order of the confidences', () => {
  expect(confidencesOf(answer)).toEqual([0.95, 0.99]);
  expect(methodRows(answer)).toEqual([
    {
      method: 'historical', title: 'Historical',
      cells: [{ var: -0.02, cvar: -0.03, reason: null }, { var: -0.04, cvar: -0.05, reason: null }],
    },
    { method: 'garch', title: 'GARCH', cells: [{ var: null, cvar: null, reason: 'the period is too short' }, null] },
  ]);
});

test('a confidence is written as exactly as it needs', () => {
  expect([confidenceText(0.95), confidenceText(0.975)]).toEqual(['95\u202f%', '97.5\u202f%']);
});

test('warnings on the back-test stand apart from those on the figures', () => {
  const warnings = ['backtest_insufficient_data', 'not_converged'].map((code) => ({ code, detail: '', about: [] }));
  expect(warningsByPart({ warnings })).toEqual({ figures: [warnings[1]], backtest: [warnings[0]] });
});
