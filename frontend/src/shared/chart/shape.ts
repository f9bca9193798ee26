// A chart, or the same data as a table.

export type Shape = 'chart' | 'table';

export const SHAPE_OPTIONS: { value: Shape; text: string }[] = [
  { value: 'chart', text: 'Chart' },
  { value: 'table', text: 'Table' },
];
