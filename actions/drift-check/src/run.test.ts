import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, ServiceError } from '@ml-actions/core/error';
import { layout } from '@ml-actions/core/store/layout';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { writeFiles } from '../../../test/support/registered.ts';
import { type Checked, features, type Nights, openNights } from './fixture/check.ts';
import { serve } from './fixture/serve.ts';
import { readLines } from './history-line.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const values = { reference: 'path:data/train.csv', features, issue: 'never', debounce: '1/1' };
const check = (night: number, current: string, more: Record<string, string> = {}, overrides = {}): Promise<Checked> =>
  nights.check(night, { ...values, current, ...more }, overrides);
const statuses = ({ predicate }: Checked) =>
  Object.fromEntries(predicate.columns.map(({ column, status }) => [column, status]));

describe('the bird strikes against the training years', () => {
  test.each([
    [1999, 'warn', ''],
    [2000, 'drift', 'operator_kind\naircraft_class'],
    [2001, 'drift', 'aircraft_class'],
    [2002, 'drift', 'aircraft_class\nwildlife_size'],
  ])('%i: %s', async (year, status, drifted) => {
    const { outcome } = await check(1, `data/production/${year}.csv`);
    expect(outcome.outputs).toMatchObject({ status, 'drifted-columns': drifted });
    expect(outcome.exitCode).toBe(0);
  });

  test('the training data itself is ok, all files of it together, and in any order', async () => {
    expect((await check(1, 'data/train.csv')).outcome.outputs).toMatchObject({ status: 'ok', 'max-effect': 0 });
    const [header = '', ...rows] = (await readFile(join(nights.workspace, 'data/train.csv'), 'utf8'))
      .trim()
      .split('\n');
    await writeFiles(nights.workspace, {
      'parts/a.csv': [header, ...rows.slice(900)]
        .reverse()
        .toSorted((a, b) => Number(b === header) - Number(a === header))
        .join('\n'),
      'parts/b.csv': [header, ...rows.slice(0, 900)].join('\n'),
    });
    const { predicate } = await check(2, 'parts/*.csv');
    expect(predicate).toMatchObject({ verdict: 'ok', maxEffect: 0, current: { files: 2, rows: 1638 } });
  });
});

describe('the reference', () => {
  test('is the profile of the version that serves; profile and data give the same numbers', async () => {
    const fromData = await check(1, 'data/production/2000.csv', { 'profile-out': 'out/now.json' });
    await check(1, 'data/train.csv', { 'profile-out': 'out/train.json' });
    await serve(nights, await readFile(join(nights.workspace, 'out/train.json'), 'utf8'));
    const { predicate, markdown } = await check(3, 'data/production/2000.csv', { reference: 'auto' });
    expect(predicate.reference).toMatchObject({ kind: 'version', source: 'birds@1 (production)', rows: 1638 });
    expect(predicate.reference.modelVersion).toMatch(/^birds@1#sha256:/);
    expect(markdown).toContain('against the profile of `birds@1 (production)` (1,638 rows, 3 days old).');
    const numbers = ({ predicate: { columns } }: Checked) => columns.map(({ trend: _, ...rest }) => rest);
    expect(predicate.columns.map(({ trend: _, ...rest }) => rest)).toEqual(numbers(fromData));
    expect(numbers(await check(4, 'data/production/2000.csv', { reference: 'birds@1' }))).toEqual(numbers(fromData));
    expect(fromData.outcome.outputs.profile).toBe('out/now.json');
    const written = await check(5, 'data/production/2000.csv', { reference: 'path:out/now.json' });
    expect(written.predicate).toMatchObject({
      maxEffect: 0,
      reference: { kind: 'profile', source: 'out/now.json' },
    });
  });

  test('that is not there is a reason of its own, never a pass', async () => {
    const ask = (reference: string) => check(1, 'data/train.csv', { reference });
    await expect(ask('auto')).rejects.toThrow(
      'reference: no version of birds serves in production yet, so there is no profile to compare with. ' +
        'Deploy one, or set `reference: path:FILE` to a profile or to the training data.',
    );
    await serve(nights, null);
    await expect(ask('auto')).rejects.toThrow('birds@1 (production) was registered without a reference profile');
    await expect(ask('birds@2')).rejects.toThrow(InputError);
    await expect(ask('none')).rejects.toThrow('drift needs a profile or data to compare with (got none');
  });

  test('that was changed in the store is refused', async () => {
    await check(1, 'data/train.csv', { 'profile-out': 'profile.json' });
    await serve(nights, await readFile(join(nights.workspace, 'profile.json'), 'utf8'));
    const writes = new Map([[layout.profile('birds', 1), '{"format":"ml-actions-profile"}']]);
    await (await nights.ports(1).store()).update(async () => ({ writes, message: 'x', result: undefined }));
    await expect(check(2, 'data/train.csv', { reference: 'auto' })).rejects.toThrow(
      'the bytes in the record store are not those that were registered',
    );
  });

  test('that cannot be looked up is a failed service', async () => {
    const store = () => Promise.reject(new ServiceError('record store: unreachable'));
    const { resolve: _, ...ports } = nights.ports(1, { store });
    await expect(check(1, 'data/train.csv', { reference: 'auto' }, { store: ports.store })).rejects.toThrow(
      'reference: the reference could not be looked up: record store: unreachable',
    );
  });
});

describe('columns', () => {
  /** 2,000 rows: numbers from 0 in `x`, two kinds in `kind`, a constant in `fixed`. */
  const rows = (line: (at: number) => string, header = 'x,kind,fixed') =>
    `${[header, ...Array.from({ length: 2000 }, (_, at) => line(at))].join('\n')}\n`;
  const reference = rows((at) => `${at},${at % 2 ? 'a' : 'b'},5`);
  const against = async (current: string, more: Record<string, string> = {}) => {
    await writeFiles(nights.workspace, { 'reference.csv': reference, 'now.csv': current });
    return check(1, 'now.csv', { reference: 'path:reference.csv', features: '', ...more });
  };

  test.each([
    ['the same', 'ok', { x: 'ok' }, reference],
    ['a missing column', 'schema', { fixed: 'schema' }, rows((at) => `${at},a`, 'x,kind')],
    ['another type', 'schema', { x: 'schema' }, rows((at) => `n${at},b,5`)],
    ['too few rows', 'insufficient', { x: 'insufficient' }, `x,kind,fixed\n${'1,a,5\n'.repeat(50)}`],
    ['one row', 'insufficient', { x: 'insufficient' }, 'x,kind,fixed\n1,a,5\n'],
    ['a constant that changed', 'drift', { fixed: 'drift', x: 'ok' }, rows((at) => `${at},${at % 2 ? 'a' : 'b'},6`)],
    ['a flip of categories', 'drift', { kind: 'drift' }, rows((at) => `${at},${at % 10 ? 'a' : 'b'},5`)],
    ['missing values', 'drift', { x: 'drift' }, rows((at) => `${at % 2 ? at : ''},${at % 2 ? 'a' : 'b'},5`)],
    ['an empty column', 'drift', { x: 'drift' }, rows((at) => `,${at % 2 ? 'a' : 'b'},5`)],
    ['huge numbers', 'drift', { x: 'drift' }, rows((at) => `1e308,${at % 2 ? 'a' : 'b'},5`)],
    ['new categories', 'drift', { kind: 'drift' }, rows((at) => `${at},${at % 10 ? 'c' : 'b'},5`)],
  ])('%s: %s', async (_name, status, columns, current) => {
    const checked = await against(current);
    expect(checked.outcome.outputs.status).toBe(status);
    expect(statuses(checked)).toMatchObject(columns);
  });

  test('weight 0 and ignored columns decide nothing; thresholds are per column', async () => {
    const flipped = rows((at) => `${at},${at % 10 ? 'a' : 'b'},5`);
    expect((await against(flipped, { importance: '{kind: 0}' })).outcome.outputs.status).toBe('ok');
    expect((await against(flipped, { ignore: 'kind' })).predicate.columns).toHaveLength(2);
    expect((await against(flipped, { thresholds: '{kind: 0.9}' })).outcome.outputs.status).toBe('ok');
    expect((await against(flipped, { 'fail-on': 'drift' })).outcome.exitCode).toBe(1);
    expect((await against(flipped, { 'min-rows': '5000' })).outcome.outputs.status).toBe('insufficient');
  });

  test('predictions come from a column, or from a file of their own', async () => {
    const scored = (shift: number) => rows((at) => `${at},${(at % 100) / 100 + shift}`, 'x,score');
    await writeFiles(nights.workspace, {
      'reference.csv': scored(0),
      'now.csv': scored(0.5),
      'x.csv': rows(String, 'x'),
      'scores.csv': rows((at) => String((at % 100) / 100 + 0.5), 'score'),
    });
    const more = { reference: 'path:reference.csv', features: 'x' };
    expect((await check(0, 'x.csv', more)).outcome.outputs.status).toBe('ok');
    const column = await check(1, 'now.csv', more);
    expect(column.outcome.outputs).toMatchObject({ status: 'drift', 'worst-column': 'score' });
    const file = await check(2, 'x.csv', { ...more, predictions: 'scores.csv' });
    expect(file.outcome.outputs).toMatchObject({ status: 'drift', 'worst-column': 'score' });
    await expect(check(4, 'now.csv', { ...more, predictions: 'x' })).rejects.toThrow('no column "x"');
  });
});

describe('memory', () => {
  const line = async () => {
    const view = await (await nights.ports(1).store()).view();
    return readLines(Buffer.from((await view.read(layout.drift('birds', 'production'))) ?? []).toString()).lines;
  };
  const twoOfThree = { debounce: '2/3' };

  test('drift is a warning until two of three runs saw it; another look at the same data does not count twice', async () => {
    const first = await check(1, 'data/production/2000.csv', twoOfThree);
    expect(first.predicate).toMatchObject({ verdict: 'warn', observed: 'drift', confirmed: false });
    expect(first.markdown).toContain('Seen in 1 of the last 3 runs; 2 are needed before this is an alarm.');
    expect((await check(1, 'data/production/2000.csv', twoOfThree)).predicate.verdict).toBe('warn');
    expect(await line()).toHaveLength(1);
    const dispatched = await check(2, 'data/production/2000.csv', twoOfThree);
    expect(dispatched.predicate).toMatchObject({ verdict: 'warn', alarm: { phase: 'unconfirmed', alarming: 1 } });
    const second = await check(3, 'data/production/2001.csv', twoOfThree);
    expect(second.predicate).toMatchObject({ verdict: 'drift', confirmed: true, alarm: { phase: 'entered' } });
    expect(second.predicate.columns[0]).toMatchObject({ column: 'aircraft_class', trend: [1.2, 1.2, 1.19] });
  });

  test('without a store a single run alarms and says so', async () => {
    const store = () => Promise.reject(new ServiceError('record store: unreachable'));
    const { predicate, markdown, log } = await check(1, 'data/production/2000.csv', twoOfThree, { store });
    expect(predicate).toMatchObject({ verdict: 'drift', confirmed: false, alarm: { phase: 'stateless' } });
    expect(markdown).toContain('Unconfirmed by history: earlier runs could not be read, so this run alone decides.');
    expect(log).toEqual([
      'warning: record store: earlier runs are unknown, this one alone decides: record store: unreachable',
    ]);
  });

  test('a run outside the default branch reads the state and writes none', async () => {
    await check(1, 'data/production/2000.csv', twoOfThree);
    const run = fakeRun(nights.workspace, { runId: '7', isTrusted: false });
    expect((await check(2, 'data/production/2001.csv', twoOfThree, { run })).predicate.verdict).toBe('drift');
    expect(await line()).toHaveLength(1);
  });
});

test('the report holds the numbers of the record and the histograms behind them', async () => {
  const { outcome, predicate } = await check(1, 'data/production/2000.csv');
  const report = JSON.parse(await readFile(join(nights.workspace, String(outcome.outputs.report)), 'utf8'));
  expect(report).toMatchObject({ format: 'ml-actions-drift-report', version: 1, verdict: 'drift', model: 'birds' });
  const counts = report.columns[0].counts as { current: number[] };
  expect(counts.current.reduce((a, b) => a + b)).toBe(729);
  expect(report.columns.map(({ counts: _, ...rest }: { counts: unknown }) => rest)).toEqual(predicate.columns);
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a column %s is a column like another',
  async (name) => {
    const rows = (shift: number): string =>
      `${name},y\n${Array.from({ length: 300 }, (_, at) => `${(at % 50) + shift},${at % 7}\n`).join('')}`;
    await nights.write('then.csv', rows(0));
    await nights.write('now.csv', rows(100));
    const given = { current: 'now.csv', reference: 'path:then.csv', issue: 'never', debounce: '1/1' };
    const { predicate } = await nights.check(1, given);
    expect(predicate).toMatchObject({ verdict: 'drift', worstColumn: name });
    expect(predicate.columns[0]).toMatchObject({ column: name, threshold: 0.1, importance: 1 });
  },
);

test('weights come from a file too, and decide as those of the workflow do', async () => {
  await nights.write('weights.json', '{"aircraft_class": 0, "wildlife_size": 2.5}');
  const given = { current: 'data/production/2001.csv', reference: 'path:data/train.csv', features, issue: 'never' };
  const there = await nights.check(1, { ...given, importance: 'weights.json' });
  const here = await nights.check(1, { ...given, importance: '{aircraft_class: 0, wildlife_size: 2.5}' });
  expect(there.predicate.columns).toEqual(here.predicate.columns);
  const weight = there.predicate.columns.find(({ column }) => column === 'wildlife_size')?.importance;
  expect([weight, there.predicate.columns.find(({ column }) => column === 'aircraft_class')?.important]).toEqual([
    2.5,
    false,
  ]);
});

test('how far the furthest column went counts missing shares and new categories', async () => {
  const rows = (gaps: number): string =>
    `x\n${Array.from({ length: 400 }, (_, at) => `${at < gaps ? 'nan' : at % 50}\n`).join('')}`;
  await nights.write('then.csv', rows(0));
  await nights.write('now.csv', rows(100));
  const given = { current: 'now.csv', reference: 'path:then.csv', issue: 'never', debounce: '1/1' };
  const { outcome } = await nights.check(1, given);
  expect(outcome.outputs).toMatchObject({ status: 'drift', 'worst-column': 'x', 'max-effect': 5 });
});
