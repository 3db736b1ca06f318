import { expect, test } from 'vitest';
import { compareWithProfile } from '../drift/compare.ts';
import { counted, framed, normals, profileOf } from '../drift/fixture/samples.ts';
import { onBorrowedFrames } from './borrowed.ts';
import type { CategoricalColumn, ProfileColumn } from './schema.ts';

const on = (...columns: ProfileColumn[]) => onBorrowedFrames({ profile: profileOf(columns), absent: [], extra: [] });

test('rows counted on frames of others are a reference', async () => {
  const frame = await framed('x', normals(2000));
  const moved = on(counted(frame, normals(500, 1)));
  const state = (shift: number): string => {
    const profile = profileOf([counted(frame, normals(500, shift))]);
    return compareWithProfile(moved, { profile, absent: [], extra: [] }).state;
  };
  expect([state(1), state(0)]).toEqual(['noise-limited', 'drift']);
});

test('their profile is of this version, whatever that of the frames is', () => {
  const old = { ...profileOf([]), version: 1 } as const;
  expect(onBorrowedFrames({ profile: old, absent: [], extra: [] }).version).toBe(2);
});

test('a category outside the frame was there: another one is not new', () => {
  const about = { name: 'c', role: 'feature', kind: 'categorical', type: 'string', missing: 0, invalid: 0 } as const;
  const column = (other: number): CategoricalColumn => ({
    ...about,
    rows: 5 + other,
    categories: [{ value: 'a', count: 5 }],
    other,
    complete: true,
  });
  expect(on(column(0)).columns).toEqual([column(0)]);
  expect(on(column(1)).columns).toEqual([{ ...column(1), complete: false }]);
});

test('any other value than the only one is a change, be it in the bin of the frame', async () => {
  const frame = await framed('x', normals(2000));
  const rows = (value: number) => Float64Array.from({ length: 300 }, () => value);
  const constant = on(counted(frame, rows(0.25)));
  const [column] = constant.columns;
  if (!column || !('edges' in column)) throw new Error('no numbers');
  const state = (value: number): string => {
    const profile = profileOf([counted(column, rows(value))]);
    return compareWithProfile(constant, { profile, absent: [], extra: [] }).state;
  };
  expect([state(0.25), state(0.25001), state(0.24999)]).toEqual(['ok', 'drift', 'drift']);
});
