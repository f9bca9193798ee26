import { expect, test } from 'vitest';
import type { Optimum } from '../../../shared/api/types';
import { assetPlaces, describeFrontier, frontierPlaces, portfolioPlace } from './places';
import { FIRST_FORM, frontierRequest, OBJECTIVES, portfolioRequest, targetOf, type Objective } from './request';

const asked = { period: '1y', riskFree: 0.02 } as const;
const optimum = {
  weights: [
    { symbol: 'A', weight: 0.3, expected_return: 0.1, volatility: 0.2 },
    { symbol: 'B', weight: 0.7, expected_return: null, volatility: null },
  ],
  metrics: { expected_return: 0.08, volatility: 0.15 },
  frontier: [{ expected_return: 0.05, volatility: 0.1, weights: [0.1, 0.9] }],
} as unknown as Optimum;

test('percent become fractions, and an empty bound is the widest', () => {
  const form = { ...FIRST_FORM, lowerPercent: null, upperPercent: 40 };
  const limits = { symbols: ['A', 'B'], period: '1y', risk_free: 0.02, bounds: { lower: 0, upper: 0.4 } };
  expect(frontierRequest(form, ['A', 'B'], asked)).toMatchObject({ ...limits, frontier: 50 });
  expect(portfolioRequest(form, ['A', 'B'], asked)).toMatchObject(limits);
});

test('the frontier does not depend on the objective, and the portfolio asks for none', () => {
  expect(FIRST_FORM.objective).toBe('min_variance');
  const form = { ...FIRST_FORM, objective: 'max_sharpe' } as const;
  expect(frontierRequest(form, ['A'], asked)).toEqual(frontierRequest(FIRST_FORM, ['A'], asked));
  expect(frontierRequest(form, ['A'], asked)).toMatchObject({ objective: 'min_variance' });
  expect(portfolioRequest(form, ['A'], asked)).not.toHaveProperty('frontier');
});

test('bounds go only with an objective that knows them', () => {
  const objectives = Object.keys(OBJECTIVES) as Objective[];
  const without = objectives.filter((objective) => !('bounds' in portfolioRequest({ ...FIRST_FORM, objective }, ['A'], asked)));
  expect(without).toEqual(['risk_parity', 'hrp', 'herc', 'inverse_volatility', 'equal_weight']);
});

test('a target goes only with the objective that has one', () => {
  const target = (objective: Objective) => portfolioRequest({ ...FIRST_FORM, objective }, ['A'], asked);
  expect(target('min_variance')).not.toHaveProperty('target_return');
  expect(target('efficient_return')).toMatchObject({ target_return: 0.15 });
  expect(target('efficient_risk')).toMatchObject({ target_volatility: 0.15 });
  expect([targetOf('hrp'), targetOf('efficient_risk')]).toEqual([null, 'Volatility, % a year']);
});

test('places are those that have both figures', () => {
  expect(assetPlaces(optimum)).toEqual([{ name: 'A', risk: 0.2, reward: 0.1 }]);
  expect(frontierPlaces(optimum)).toEqual([{ name: 'Frontier 1', risk: 0.1, reward: 0.05 }]);
  expect(portfolioPlace(optimum)).toMatchObject({ risk: 0.15, reward: 0.08 });
  expect(portfolioPlace({ metrics: { volatility: 0.1, expected_return: null } })).toBeNull();
});

test('the frontier is told in a sentence', () => {
  expect(describeFrontier(optimum, optimum)).toBe(
    'Efficient frontier of 1 points over 2 assets; the portfolio of the chosen objective: ' +
      'return +8.00\u202f% at volatility 15.00\u202f% a year.',
  );
  expect(describeFrontier(optimum, null)).toBe(
    'Efficient frontier of 1 points over 2 assets; no portfolio of the chosen objective.',
  );
});
