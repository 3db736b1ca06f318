import { benjaminiHochberg } from '@ml-actions/stats/multiplicity';
import { expect, test } from 'vitest';
import { vectorEffect } from './embedding-method.ts';
import { adjust, type Measured } from './family.ts';
import { framed, normals } from './fixture/samples.ts';
import { NUMBER_METHODS, numberEffect } from './number-method.ts';
import { DEFAULT_RULE } from './rule.ts';

/** One drifting column among so many that do not. */
const FAMILY = 200;
const qAlone = (p: number): number => benjaminiHochberg([p, ...Array<number>(FAMILY - 1).fill(1)])[0] ?? 1;

test.each(NUMBER_METHODS)('%s alarms alone in a family of 200 columns', (method) => {
  const { p } = numberEffect(method, normals(1000), normals(1000, 0.5));
  expect(qAlone(p)).toBeLessThan(0.05);
});

test.each(['mmd', 'domain-classifier'] as const)('%s does too', (method) => {
  const cloud = (shift: number) => {
    const values = normals(600, shift).map((_, at, all) => all[(at * 7919) % all.length] as number);
    return Array.from({ length: 200 }, (_, at) => values.subarray(3 * at, 3 * at + 3));
  };
  const effect = vectorEffect(method, { reference: cloud(0), current: cloud(0.8), bandwidth: 2 });
  expect(qAlone(effect?.p ?? 1)).toBeLessThan(0.05);
});

const column = await framed('x', normals(100));

test.each([
  ['raises no other column above chance', 1e-12, 0.03, 0.06],
  ['takes no power from one', 0.9, 0.04, 0.04],
])('accepted drift %s', (_name, accepted, p, q) => {
  const measured = (name: string, value: number): Measured => ({
    reference: { ...column, name },
    ...{ current: undefined, present: { reference: 1, current: 1 }, missing: null, unseen: null },
    effect: { name: 'W1/std', value: 1, threshold: 1, noise: 0, p: value },
  });
  const columns = [measured('a', accepted), measured('x', p), ...(accepted < p ? [measured('y', 0.9)] : [])];
  const rule = { ...DEFAULT_RULE, accepted: ({ name }: { name: string }) => name === 'a' };
  const found = new Map(adjust(columns, rule).map(([{ reference }, { effect }]) => [reference.name, effect]));
  expect(found.get('x')).toBeCloseTo(q, 12);
});
