import type { ColumnDrift } from '@ml-actions/data/drift/result';
import { DEFAULT_RULE } from '@ml-actions/data/drift/rule';
import { expect, test } from 'vitest';
import { stillAccepted } from './accepted.ts';
import type { Acceptance, HistoryLine } from './history-line.ts';

const facts = {
  role: 'feature',
  kind: 'numeric',
  important: true,
  newCategories: null,
  counts: null,
  notes: [],
} as const;

/** A column of many rows: multiples of the thresholds of its effect and of its missing share. */
function column(effect: number, missing = 0, state: ColumnDrift['state'] = 'drift', name = 'x'): ColumnDrift {
  const current = missing * DEFAULT_RULE.missingThreshold;
  return {
    ...facts,
    column: name,
    state,
    effect: { name: 'W1/std', value: effect / 10, threshold: 0.1, noise: 0.001, p: 0, q: 0 },
    missing: { reference: 0, current, noise: 0.001, p: 0, q: missing > 0 ? 0 : 1 },
  };
}

const line = (active: boolean, effects: Readonly<Record<string, number>>, accepted?: Acceptance): HistoryLine => ({
  ...{ run: '1', at: '2026-11-20T00:00:00.000Z', status: 'drift', maxEffect: 5, alarming: true, clean: false },
  ...{ active, drifted: Object.keys(effects), effects, ...(accepted && { accepted }) },
});
const raised = line(true, { x: 5 });
const known = (issue: number | null, effect: number, missing = 0): HistoryLine =>
  line(false, {}, { issue, columns: { x: { effect, missing, categories: 0 } } });

const columnsOf = (before: readonly HistoryLine[], columns: readonly ColumnDrift[], labelled?: number | null) =>
  Object.keys(
    stillAccepted(before, { report: { ...reportFacts, columns }, rule: DEFAULT_RULE }, labelled)?.columns ?? {},
  );
const reportFacts = {
  state: 'drift',
  rows: { reference: 1, current: 1 },
  worstColumn: null,
  maxEffect: 0,
  extra: [],
} as const;

test.each<[string, HistoryLine, readonly ColumnDrift[], number | null | undefined, readonly string[]]>([
  ['what the alarm had shown', raised, [column(5)], 1, ['x']],
  ['not what went further since', raised, [column(7)], 1, []],
  ['not what nobody had seen', raised, [column(5), column(5, 0, 'drift', 'y')], 1, ['x']],
  ['nothing without a label', raised, [column(5)], null, []],
  ['what cannot be judged at the moment', raised, [column(5, 0, 'insufficient'), column(0, 0, 'ok', 'y')], 1, ['x']],
  ['nothing by a run that judges nothing', raised, [column(5, 0, 'insufficient')], 1, []],
  ['what is as it was', known(null, 5), [column(6)], undefined, ['x']],
  ['not what goes further', known(null, 5), [column(6.5)], undefined, []],
  ['not what is back', known(null, 5), [column(0.1, 0, 'ok')], undefined, []],
  ['what wavers about its threshold', known(null, 1.1), [column(0.95, 0, 'ok')], undefined, ['x']],
  ['what a run cannot judge', known(null, 5), [column(0, 0, 'insufficient')], undefined, ['x']],
  ['what a run does not look at', known(null, 5), [], undefined, ['x']],
  ['no other cause in its column', known(null, 5), [column(5, 3)], undefined, []],
  ['the cause that was there', known(null, 5, 3), [column(5, 3)], undefined, ['x']],
])('a label accepts: %s', (_name, before, columns, labelled, expected) => {
  expect(columnsOf([before], columns, labelled)).toEqual(expected);
});

test('a label counts once, until it was taken off', () => {
  const again = { ...raised, accepted: { issue: 1, columns: {} } };
  expect(columnsOf([again], [column(5)], 1)).toEqual([]);
  expect(columnsOf([again], [column(5)], 2)).toEqual(['x']);
  const issueAfter = (labelled: number | null | undefined) =>
    stillAccepted([again], { report: { ...reportFacts, columns: [column(9)] }, rule: DEFAULT_RULE }, labelled)?.issue;
  expect([issueAfter(undefined), issueAfter(null)]).toEqual([1, undefined]);
});
