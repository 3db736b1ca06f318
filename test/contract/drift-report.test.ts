import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Nights, openNights } from '../../actions/drift-check/src/fixture/check.ts';
import { root } from '../../packages/build/src/sources.ts';

let nights: Nights;
beforeAll(async () => {
  nights = await openNights();
});
afterAll(() => nights.close());

const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

test('the JSON Schema describes the report, and nothing else passes it', async () => {
  const schema = await json(join(root, 'schema/report/drift-check-v1.json'));
  const valid = new Ajv2020({ formats: { 'date-time': true } }).compile(schema);
  const files = { reference: 'path:data/train.csv', current: 'data/test.csv', issue: 'never' };
  const { outcome } = await nights.check(1, files);
  const report = await json(join(nights.workspace, String(outcome.outputs.report)));
  expect([valid(report), valid.errors]).toEqual([true, null]);
  for (const broken of [
    { ...report, version: 2 },
    { ...report, more: 1 },
    { ...report, columns: [{ column: 'x' }] },
  ])
    expect(valid(broken)).toBe(false);
});
