import { benjaminiHochberg } from '@ml-actions/stats/multiplicity';
import { expect, test } from 'vitest';
import { vectorEffect } from './embedding-method.ts';
import { normals } from './fixture/samples.ts';
import { NUMBER_METHODS, numberEffect } from './number-method.ts';

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
