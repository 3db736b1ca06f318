import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriftCheckPredicate, DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { sectionText } from '@ml-actions/core/report/section-text';
import { describe, expect, test } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import { headerOf } from '../../../test/support/registered.ts';
import { section } from './section.ts';
import { sparkline } from './sparkline.ts';

const column = (name: string, parts: Partial<DriftColumn> = {}): DriftColumn => ({
  column: name,
  role: 'feature',
  kind: 'numeric',
  important: true,
  importance: 1,
  status: 'ok',
  unit: 'W1/std',
  effect: 0.0213,
  threshold: 0.1,
  decides: 'effect and q',
  noise: 0.0123,
  pValue: 0.6,
  qValue: 0.712,
  missing: null,
  newCategories: null,
  changes: [],
  reference: 16_380,
  current: 7290,
  notes: [],
  trend: [0.2, 0.213],
  missingTrend: [],
  ...parts,
});
const category = { kind: 'categorical', unit: 'JS base 2', threshold: 0.12 };
const moved = { status: 'drift', effect: 0.374, noise: 0.0281, pValue: 1e-40, qValue: 1e-39 } as const;

const said = (parts: Partial<DriftCheckPredicate> = {}): DriftCheckPredicate => ({
  ...headerOf(fakePorts(mkdtempSync(join(tmpdir(), 'ml-section-')))),
  action: 'drift-check',
  verdict: 'drift',
  observed: 'drift',
  confirmed: true,
  alarm: { phase: 'entered', alarming: 2, needed: 2, of: 3, clean: 0, cleanNeeded: 3 },
  environment: 'production',
  rule: { name: 'default', alpha: 0.05, minRows: 100 },
  reference: {
    source: 'birds@3 (production)',
    kind: 'version',
    sha256: 'a'.repeat(64),
    rows: 16_380,
    modelVersion: `birds@3#sha256:${'b'.repeat(64)}`,
    createdAt: '2026-11-08T12:00:00.000Z',
  },
  current: { source: 'data/2026-11-19.parquet', files: 1, rows: 7290, sha256: 'c'.repeat(64) },
  columns: [
    column('aircraft_class', { ...category, ...moved, trend: [null, 0.4, 1.2, 3.1] }),
    column('speed', {
      status: 'noise-limited',
      noise: 0.061,
      effect: 0.058,
      notes: ['too few values to tell the threshold from noise'],
    }),
    column('score', { role: 'prediction' }),
    column('phase', { ...category, notes: ['0.2 % of the values are new categories'], newCategories: 0.002 }),
    column('day', { important: false, importance: 0, kind: 'datetime' }),
  ],
  window: null,
  freshness: { newest: null, since: null, stale: false },
  performance: null,
  extra: ['gate'],
  worstColumn: 'aircraft_class',
  maxEffect: 3.117,
  history: [
    { at: '2026-11-19T03:17:00.000Z', status: 'drift', maxEffect: 1.2 },
    { at: '2026-11-20T03:17:00.000Z', status: 'drift', maxEffect: 3.117 },
  ],
  issue: null,
  retrain: null,
  ...parts,
});

test('drift: the column that decided, ten columns, what to do', () => {
  expect(
    sectionText(
      section(said({ retrain: { state: 'suggested', command: 'gh workflow run train.yml', reason: null, run: null } })),
    ),
  ).toMatchInlineSnapshot(`
    "### ❌ Drift check: DRIFT

    \`aircraft_class\` moved by a Jensen-Shannon distance of 0.374, 3.1 times its threshold of 0.12

    \`birds\` in \`production\`: 7,290 rows of \`data/2026-11-19.parquet\` against the profile of \`birds@3 (production)\` (16,380 rows, 12 days old).

    | column | kind | effect | threshold | noise | q | status | runs |
    |---|---|--:|--:|--:|--:|---|---|
    | \`aircraft_class\` | categorical | 0.374 JS base 2 | 0.12 | 0.0281 | < 0.001 | ❌ drift | ·▂▅█ |
    | \`speed\` | numeric | 0.058 W1/std | 0.1 | 0.061 | 0.712 | ⚪ noise-limited | ▁▁ |
    | \`score\` (prediction) | numeric | 0.0213 W1/std | 0.1 | 0.0123 | 0.712 | ✅ ok | ▁▁ |
    | \`phase\` | categorical | 0.0213 JS base 2 | 0.12 | 0.0123 | 0.712 | ✅ ok | ▁▁ |
    | \`day\` (decides nothing) | datetime | 0.0213 W1/std | 0.1 | 0.0123 | 0.712 | ✅ ok | ▁▁ |

    - \`phase\`: 0.2 % of the values are new categories

    Not in the reference, so not checked: \`gate\`.

    Confirmed: seen in 2 of the last 3 runs.

    **Next:** look at \`aircraft_class\` where the data is made. If the change is real, train on newer data and let the gate decide; a new deployment brings its own reference.

    Start a training:

    \`\`\`sh
    gh workflow run train.yml
    \`\`\`

    <details>
    <summary>Last runs (2)</summary>

    | UTC | seen | largest effect |
    |---|---|--:|
    | 2026-11-20 03:17 | drift | 3.12 × |
    | 2026-11-19 03:17 | drift | 1.20 × |

    </details>

    <details>
    <summary>How to read this</summary>

    - **drift**: The effect reaches its threshold and q is at most 0.05; from half the threshold on it is a warning.
    - **JS base 2**: Jensen-Shannon distance of the shares, the root of the divergence in bits: 0 is the same, 1 has nothing in common.
    - **W1/std**: numbers moved by this share of the reference’s standard deviation (Wasserstein-1; from the sums per bin, never above the exact one).
    - **noise**: effect that two samples of these sizes from one population show on average.
    - **q**: share of false alarms among all columns this certain (Benjamini-Hochberg over all tests of the run: Kolmogorov-Smirnov for numbers, chi-squared of two samples for categories, the law of the distance for vectors, or the test of a method asked for by name).
    - **runs**: one block per remembered run, the last one is this; ▅ and higher reached the threshold.

    \`\`\`text
    reference sha256  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    current   sha256  cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
    \`\`\`

    </details>"
  `);
});

const headline = (parts: Partial<DriftCheckPredicate>): string => {
  const { word, tone, fact } = section(said(parts));
  return `${tone} ${word} - ${fact}`;
};
const alarm = said().alarm;

test('every status has a word and a fact', () => {
  const calm = [column('speed')];
  const gone = column('speed', {
    status: 'schema',
    unit: null,
    effect: null,
    threshold: null,
    notes: ['the column is missing'],
  });
  const missing = column('speed', { status: 'drift', notes: ['missing 2.0 % -> 31.0 %'] });
  const few = column('speed', {
    status: 'insufficient',
    unit: null,
    effect: null,
    threshold: null,
    notes: ['40 current values, 100 needed'],
  });
  const noisy = column('speed', {
    status: 'noise-limited',
    effect: 0.07,
    noise: 0.08,
    notes: ['too few values to tell the threshold from noise'],
  });
  expect(
    [
      headline({}),
      headline({ columns: [column('a', moved), column('b', moved), column('c')] }),
      headline({ verdict: 'ok', observed: 'ok', columns: calm }),
      headline({ verdict: 'warn', alarm: { ...alarm, phase: 'unconfirmed', alarming: 1 } }),
      headline({ verdict: 'warn', observed: 'ok', columns: calm, alarm: { ...alarm, phase: 'recovering', clean: 1 } }),
      headline({ verdict: 'warn', observed: 'warn', columns: [column('speed', { status: 'warn', effect: 0.07 })] }),
      headline({ verdict: 'schema', observed: 'schema', columns: [gone, ...calm] }),
      headline({ columns: [missing] }),
      headline({
        columns: [column('speed', { ...moved, effect: null, notes: ['the distance exceeds what a double can hold'] })],
      }),
      headline({ verdict: 'insufficient', observed: 'insufficient', columns: [few] }),
      headline({ verdict: 'noise-limited', observed: 'noise-limited', columns: [noisy] }),
      headline({ verdict: 'ok', observed: 'ok', columns: [column('day', { important: false })] }),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "failure DRIFT - \`aircraft_class\` moved by a Jensen-Shannon distance of 0.374, 3.1 times its threshold of 0.12
    failure DRIFT - \`a\` moved by 0.374 standard deviations, 3.7 times its threshold of 0.1; 2 of 3 columns drift
    success NO DRIFT - 1 column checked; the furthest, \`speed\`, moved by 0.0213 standard deviations, 21 % of its threshold of 0.1
    warning UNCONFIRMED DRIFT - \`aircraft_class\` moved by a Jensen-Shannon distance of 0.374, 3.1 times its threshold of 0.12
    warning RECOVERING - 1 column checked; the furthest, \`speed\`, moved by 0.0213 standard deviations, 21 % of its threshold of 0.1
    warning WARNING - \`speed\` moved by 0.07 standard deviations, 70 % of its threshold of 0.1
    failure BROKEN SCHEMA - \`speed\`: the column is missing
    failure DRIFT - \`speed\`: missing 2.0 % -&gt; 31.0 %
    failure DRIFT - \`speed\`: the distance exceeds what a double can hold
    warning TOO FEW ROWS - \`speed\`: 40 current values, 100 needed
    neutral TOO NOISY TO TELL - \`speed\`: too few values to tell the threshold from noise
    success NO DRIFT - no column decides: all have weight 0"
  `);
});

describe('what does not fit', () => {
  test('ten columns are shown, the rest is folded', () => {
    const { body, details } = section(said({ columns: Array.from({ length: 300 }, (_, at) => column(`c${at}`)) }));
    expect(body.match(/^\| `c/gm)).toHaveLength(10);
    expect(body).toContain('… and 290 more columns, folded below.');
    expect(details[0]?.summary).toBe('All columns (300)');
    expect(details[0]?.body.match(/^\| `c/gm)).toHaveLength(200);
  });
});

test('hostile names stay one literal cell', () => {
  const name = 'x | y\n## <script> `z` @ada #1 <!-- -->';
  const { body, fact } = section(said({ columns: [column(name, moved)], extra: [name], environment: name }));
  expect(body.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
  expect(body + fact).not.toMatch(/<script>|@ada|#1\b|<!--/);
});

test('a sparkline: ▅ is the threshold', () => {
  expect(sparkline([0, 0.5, 0.99, 1, 1.99, 2, 1e6, null])).toBe('▁▃▄▅███·');
  expect(sparkline([])).toBe('');
});
