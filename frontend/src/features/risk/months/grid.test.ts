import { expect, test } from 'vitest';
import { yearRows } from './grid';

test('months stand under their names in rows of years, newest first', () => {
  const rows = yearRows({
    months: [
      { year: 2024, month: 12, value: -0.02 },
      { year: 2025, month: 1, value: 0.03 },
      { year: 2025, month: 3, value: null },
    ],
    years: [
      { year: 2024, value: -0.02 },
      { year: 2025, value: 0.03 },
    ],
  });
  expect(rows.map(({ year, total }) => [year, total])).toEqual([[2025, 0.03], [2024, -0.02]]);
  expect(rows[0]?.months.slice(0, 4)).toEqual([0.03, undefined, null, undefined]);
  expect(rows[1]?.months[11]).toBe(-0.02);
});

test('no months make no rows', () => {
  expect(yearRows({ months: [], years: [] })).toEqual([]);
});
