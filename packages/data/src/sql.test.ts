import { expect, test } from 'vitest';
import { counting } from './sql.ts';

const cases: [predicates: (string | null)[], sql: string][] = [
  [[], 'count(*)'],
  [[null], 'count(*)'],
  [['"a" > 1'], 'count(*) FILTER (WHERE "a" > 1)'],
  [['"a" IS NOT NULL'], 'count("a")'],
  [[null, '("a" IS NOT NULL)'], 'count("a")'],
  [['"a""b" IS NOT NULL'], 'count("a""b")'],
  [['"a" > 1 AND "b" IS NOT NULL'], 'count(*) FILTER (WHERE "a" > 1 AND "b" IS NOT NULL)'],
  [['"a" = "b" IS NOT NULL'], 'count(*) FILTER (WHERE "a" = "b" IS NOT NULL)'],
  [['"a" IS NOT NULL', '"b" IS NOT NULL'], 'count(*) FILTER (WHERE "a" IS NOT NULL AND "b" IS NOT NULL)'],
];
test.each(cases)('rows that fulfil %j', (predicates, sql) => {
  expect(counting(predicates)).toBe(sql);
});
