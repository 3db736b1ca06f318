import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { likelyTypes } from './infer.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const VALUES = [
  ['integer', '7'],
  ['number', '0.5'],
  ['string', '007'],
  ['date', '2024-02-29'],
  ['boolean', 'true'],
  ['string', ''],
] as const;

test('each of more columns than are looked at together has the type of its own values', async () => {
  const columns = Array.from({ length: 1_003 }, (_, at) => VALUES[at % VALUES.length] ?? VALUES[0]);
  const lines = [
    columns.map((_, at) => `c${at}`),
    columns.map(([, value]) => value),
    columns.map(([, value]) => value),
  ];
  const source = await space.source('wide.csv', `${lines.map((line) => line.join(',')).join('\n')}\n`);
  const { types } = await likelyTypes(space.engine, source);
  expect([...types.values()]).toEqual(columns.map(([type]) => type));
});
