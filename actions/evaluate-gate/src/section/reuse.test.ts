import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { expect, test } from 'vitest';
import { reuseLine } from './reuse.ts';

type Reuse = NonNullable<EvaluateGatePredicate['reuse']>;
const life = { remaining: 12, reliability: 0.9999, tolerance: 0.01, adaptivity: 'full', churn: null } as const;
const line = (parts: Partial<Reuse> | null) =>
  reuseLine({
    reuse: parts && {
      feedback: 'full',
      candidate: 'a'.repeat(64),
      used: 27,
      max: 32,
      since: null,
      attempt: null,
      luck: null,
      alphaDivisor: 1,
      exhausted: false,
      life: null,
      ...parts,
    },
  } as EvaluateGatePredicate);

test('one line of what is left of the test set', () => {
  const cases: readonly (Partial<Reuse> | null)[] = [
    null,
    {},
    { max: null, used: 1234 },
    { used: 33, exhausted: true },
    { attempt: 1, luck: 0 },
    { attempt: 9, luck: 1.4850131622, alphaDivisor: 9, life },
    { life: { ...life, remaining: 0 }, feedback: 'rounded' },
    { life: { ...life, remaining: null }, feedback: 'bit' },
    { max: null, used: 0, feedback: 'sealed' },
  ];
  expect(cases.map(line)).toMatchInlineSnapshot(`
    [
      "",
      "**Test set:** evaluations used 27/32",
      "**Test set:** evaluations used 1,234",
      "**Test set:** evaluations used 33/32 (spent)",
      "**Test set:** evaluations used 27/32",
      "**Test set:** evaluations used 27/32 · attempt 9 of this pull request (expected luck +1.5 SE, alpha divided by 9) · supports 12 more evaluations to within 1 pp (ease.ml/ci at 99.99 % reliability, an estimate)",
      "**Test set:** evaluations used 27/32 · supports no more evaluation to within 1 pp (ease.ml/ci at 99.99 % reliability, an estimate) · numbers rounded",
      "**Test set:** evaluations used 27/32 · supports over a million more evaluations to within 1 pp (ease.ml/ci at 99.99 % reliability, an estimate) · verdict only",
      "**Test set:** evaluations used 0 · sealed",
    ]
  `);
});
