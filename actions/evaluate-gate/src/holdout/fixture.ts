import type { Holdout } from '@ml-actions/metrics/holdout-shape';
import type { Evaluation, Ledger } from './ledger.ts';
import type { Here } from './reuse.ts';

export const testSet = `ts1:${'a'.repeat(64)}`;
export const start = '2026-11-01T08:00:00.000Z';

/** The n-th evaluation of a series: a run, a commit and a candidate of its own, hourly. */
export const evaluation = (n: number, overrides: Partial<Evaluation> = {}): Evaluation => ({
  at: new Date(Date.parse(start) + n * 3_600_000).toISOString(),
  runId: String(1000 + n),
  attempt: 1,
  pullRequest: null,
  commit: n.toString(16).padStart(40, '0'),
  candidate: n.toString(16).padStart(64, '0'),
  feedback: 'full',
  model: 'birds',
  gate: 'default',
  ...overrides,
});

export const ledgerOf = (evaluations: readonly Evaluation[], earlier: Partial<Ledger['earlier']> = {}): Ledger => ({
  version: 1,
  testSet,
  since: start,
  earlier: { evaluations: 0, attempts: {}, ...earlier },
  evaluations: [...evaluations],
});

export const holdoutOf = (parts: Partial<Holdout> = {}): Holdout => ({ feedback: 'full', attempts: 'show', ...parts });

/** An evaluation that the series above does not hold. */
export const hereOf = (parts: Partial<Here> = {}): Here => ({
  ...evaluation(999),
  now: new Date('2026-11-20T12:00:00.000Z'),
  rows: null,
  churn: null,
  ...parts,
});
