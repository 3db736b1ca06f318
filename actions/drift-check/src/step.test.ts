import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAction } from '../../../test/support/run-action.ts';
import { features, type Nights, openNights } from './fixture/check.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const inputs = { reference: 'path:data/train.csv', features, store: 'file:.store-dir', debounce: '1/1' };
const step = (more: Record<string, string>) =>
  runAction('drift-check', { workspace: nights.workspace, inputs: { ...inputs, ...more } });

test('the runner gets a verdict, outputs, a record and a summary, without GitHub', async () => {
  const { exitCode, outputs, summary, stdout } = await step({
    current: 'data/production/2000.csv',
    'fail-on': 'drift',
  });
  expect(exitCode).toBe(1);
  expect(outputs).toMatchObject({ status: 'drift', 'worst-column': 'operator_kind', 'issue-number': '' });
  expect(summary).toContain('DRIFT - `operator_kind` moved by a Jensen-Shannon distance of 0.15');
  expect(stdout).toContain('issue: only runs of the default branch keep the issue.');
  const record = JSON.parse(await readFile(join(nights.workspace, outputs.record ?? ''), 'utf8'));
  expect(record).toMatchObject({ predicate: { action: 'drift-check', verdict: 'drift' } });
}, 30_000);

test("a user's mistake is one sentence and exit code 2", async () => {
  const { exitCode, outputs, stdout, stderr } = await step({ current: 'none.csv' });
  expect(exitCode).toBe(2);
  expect(outputs.status).toBe('error');
  expect(stdout).toContain('::error::current: "none.csv" does not exist.');
  expect(stdout + stderr).not.toMatch(/\n\s+at /);
}, 30_000);
