import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../engine.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
let small: Engine;
beforeAll(async () => {
  space = await openWorkspace();
  small = await openEngine({ allow: [space.root], temp: join(space.root, '.small'), memoryLimit: 100e6, threads: 1 });
});
afterAll(async () => {
  await small.close();
  await space.close();
});

test('the commonest of more values than the memory holds', async () => {
  const name = "'a name of a size that a person may have ' || range";
  const source = await space.parquet(
    'many.parquet',
    `SELECT CASE WHEN range % 4 = 0 THEN 'x' ELSE ${name} END AS v FROM range(600_000)`,
  );
  const report = await judge({ ...space, engine: small }, [source], 'columns: { v: { top_share: "<= 20%" } }');
  expect(told(report, 'v.top_share')).toEqual(['v.top_share fail 0.25']);
});
