import { emptyConfig } from '@ml-actions/core/runner/config';
import { buildProfile } from '@ml-actions/data/profile/build';
import type { Source } from '@ml-actions/data/source';
import { expect, test } from 'vitest';
import { openWorkspace } from '../../../packages/data/src/fixture/workspace.ts';
import { hasProfile, profileInputs, quietPeriods } from './profile.ts';

const file = { path: 'x', size: 1, sha256: '0'.repeat(64) };
const entry = (name: string) => ({ name, path: name, count: 1, size: 1, files: [file], sha256: file.sha256 });
const output = (role: 'predictions' | 'profile' | 'model') => ({ ...file, role });

test.each([
  [['train', 'test'], ['predictions'], true],
  [['all'], ['model', 'predictions'], true],
  [['a', 'b'], ['predictions'], false],
  [['train'], ['model'], false],
  [['train'], ['predictions', 'profile'], false],
] as const)('data %o, outputs %o: %s', (data, roles, expected) =>
  expect(hasProfile({ id: 'default', data: data.map(entry), outputs: roles.map(output) })).toBe(expected),
);

const source = (...names: string[]) =>
  ({ columns: names.map((name) => ({ name, type: 'text' })) }) as unknown as Source;
const planned = (train: Source, predictions: Source, columns = {}) =>
  profileInputs(train, predictions, columns).map(({ roles, ignore }) => ({ roles, ignore }));

test('features, then what the model said; ids and the rest are left out', () =>
  expect(planned(source('id', 'speed', 'damage'), source('id', 'truth', 'score', 'fold'))).toEqual([
    { roles: {}, ignore: ['id'] },
    { roles: { score: 'prediction', truth: 'label' }, ignore: ['id', 'fold'] },
  ]));

test('named columns; the truth of the data wins over that of the predictions', () =>
  expect(planned(source('row', 'speed', 'y'), source('row', 'y', 'p'), { id: 'row', truth: 'y', score: 'p' })).toEqual([
    { roles: { y: 'label' }, ignore: ['row'] },
    { roles: { p: 'prediction' }, ignore: ['row', 'y'] },
  ]));

test('quiet periods, where drift-check has windows', async () => {
  const space = await openWorkspace();
  const days = "SELECT DATE '2026-01-01' + (i // 150)::INT AS day, (i * 7919) % 1009 AS x FROM range(1500) t(i)";
  const train = await space.parquet('train.parquet', days);
  const profile = await buildProfile(space.engine, [{ source: train }]);
  const periods = (section: Record<string, unknown>) => {
    const entries = Object.entries(section).map(([key, value]) => [key, { value, line: 1 }] as const);
    const config = { ...emptyConfig, section: () => new Map(entries) };
    return quietPeriods(space.engine, profile, train, config);
  };
  const found = await periods({ 'timestamp-column': 'day', window: 'P1D' });
  const tenDays = Array.from({ length: 10 }, () => 150);
  expect(found).toMatchObject({ length: 'P1D', apart: false, rows: tenDays });
  expect(found?.columns.map(({ name }) => name)).toEqual(['day', 'x']);
  expect(await periods({ 'timestamp-column': 'day' })).toBeUndefined();
  expect(await periods({ 'timestamp-column': 'other', window: 'P1D' })).toBeUndefined();
  await space.close();
});
