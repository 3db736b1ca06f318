import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Nights, openNights } from './fixture/check.ts';

const { next } = xoshiro128(21);
/** Rows with a kind and a vector of so many uniform numbers. */
const rows = (n: number, shift: number, dimension = 8): string => {
  const lines = Array.from({ length: n }, (_, at) => {
    const embedding = Array.from({ length: dimension }, () => next() / 2 ** 32 + shift);
    return JSON.stringify({ kind: at % 3 ? 'a' : 'b', embedding });
  });
  return `${lines.join('\n')}\n`;
};

let nights: Nights;
beforeAll(async () => {
  nights = await openNights();
  await nights.write('reference.jsonl', rows(900, 0));
  await nights.write('same.jsonl', rows(900, 0));
  await nights.write('moved.jsonl', rows(900, 0.2));
  await nights.write('other.jsonl', rows(300, 0, 9));
});
afterAll(() => nights.close());

const check = (current: string, more: Record<string, string> = {}) =>
  nights.check(1, { reference: 'path:reference.jsonl', issue: 'never', debounce: '1/1', current, ...more });

test.each([
  ['same.jsonl', 'ok'],
  ['moved.jsonl', 'drift'],
  ['other.jsonl', 'schema'],
])('%s: %s', async (current, status) => {
  expect((await check(current)).outcome.outputs.status).toBe(status);
});

test('summary, page and JSON tell what was compared, and draw nothing', async () => {
  const { outcome, predicate, markdown } = await check('moved.jsonl');
  const [column] = predicate.columns;
  expect(column).toMatchObject({ column: 'embedding', kind: 'embedding', unit: 'RFF/std', threshold: 0.1 });
  expect(markdown).toContain('standard deviations of the vectors’ features');
  expect(markdown).toContain('`embedding`: compared: the mean features of vectors of 8 numbers');
  const text = (name: 'report' | 'html-report') =>
    readFile(join(nights.workspace, String(outcome.outputs[name])), 'utf8');
  const { columns } = JSON.parse(await text('report'));
  expect(columns[0]).toEqual({ ...column, counts: null });
  const page = (await text('html-report')).split('<th scope="row">');
  const rowOf = (name: string) => page.find((row) => row.startsWith(`<code>${name}</code>`))?.split('</tr>')[0];
  expect(rowOf('embedding')).toContain('compared: the mean features of vectors of 8 numbers');
  expect(rowOf('embedding')).toMatch(/<td><\/td>$/);
  expect(rowOf('kind')).toMatch(/<svg.*<\/td>$/s);
});

test('a stored profile gives the numbers of its rows', async () => {
  await check('reference.jsonl', { 'profile-out': 'profile.json' });
  const [stored, raw] = [await check('moved.jsonl', { reference: 'path:profile.json' }), await check('moved.jsonl')];
  expect(stored.predicate.columns).toEqual(raw.predicate.columns);
});

test.each(['mmd', 'domain-classifier'])('%s', async (method) => {
  const methods = JSON.stringify({ embedding: method });
  expect((await check('same.jsonl', { methods })).outcome.outputs.status).toBe('ok');
  expect((await check('moved.jsonl', { methods })).outcome.outputs['worst-column']).toBe('embedding');
});
