import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig } from '@ml-actions/core/runner/config';
import type { RunContext } from '@ml-actions/core/runner/context';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePorts, fakePorts, fakeRun, spokenLog } from '../../../../test/support/ports.ts';
import * as fc from '../../../../test/support/property.ts';
import { writeFiles } from '../../../../test/support/registered.ts';
import { inputs } from '../inputs.ts';
import { run } from '../run.ts';
import { appendEvaluation, readLedger } from './ledger.ts';

let workspace: string;
let ports: FakePorts;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-holdout-')));
  on({});
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

/** Another run in the same workspace. */
function on(facts: Partial<RunContext>): void {
  ports = fakePorts(workspace, { run: { ...fakeRun(workspace), ...facts }, log: spokenLog() });
}
const pull = { isTrusted: false, event: 'pull_request', pullRequest: 7, runId: '2001' } as const;
const push = { isTrusted: true, event: 'push', pullRequest: null } as const;

const files = {
  candidate: 'own.json',
  'candidate-predictions': 'own.csv',
  baseline: 'path:base.json',
  'baseline-predictions': 'base.csv',
};
const checks = {
  accuracy: { max_regression: { abs: 0.02 } },
  roc_auc: { min: 0.5, max_regression: '3%' },
  log_loss: { max_regression: { abs: 0.05 }, severity: 'warn' },
  recall: { max_regression: { abs: 0.05 }, rule: 'prove', severity: 'warn' },
};
const gate = (holdout: object, more: object = {}) =>
  run(
    readInputs(
      { ...commonInputs, ...inputs },
      {
        action: 'evaluate-gate',
        workflow: new Map(Object.entries({ ...files, policy: JSON.stringify({ checks, ...more, holdout }) })),
        config: emptyConfig,
      },
    ),
    ports,
  );

const rows = 300;
/** Scores that know the truth by so much, from a pinned sequence. */
function predictions(seed: number, skill: number): string {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = Array.from({ length: rows }, (_, row) => {
    const truth = row % 3 === 0 ? 1 : 0;
    const score = Math.min(0.999, Math.max(0.001, next() * (1 - skill) + truth * skill));
    return `r${row},${truth},${score.toFixed(6)},${row % 2 ? 'MT' : 'SE'}`;
  });
  return ['id,truth,score,country', ...lines, ''].join('\n');
}
const put = (candidate: string, baseline: string) =>
  writeFiles(workspace, {
    'own.csv': candidate,
    'base.csv': baseline,
    'own.json': '{"epochs":3}',
    'base.json': '{"epochs":3}',
  });

/** Everything that a run leaves or says: files, outputs, check, record, log. */
async function everything(outcome: object): Promise<string> {
  const folder = join(workspace, '.ml-actions');
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const texts = await Promise.all(names.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
  return [...texts, JSON.stringify(outcome), ...ports.log.lines].join('\n');
}
const clear = () => rm(join(workspace, '.ml-actions'), { recursive: true, force: true });

const fewestDigits = 3;
/** The numbers in a value that say something: not whole, and not the policy's or another round one. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number')
    return Number.isInteger(value) ||
      String(value)
        .replace(/^-?0?\.?0*/, '')
        .replace('.', '').length < fewestDigits
      ? []
      : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
/** A number as any of our files may write it. */
const spellings = (value: number): string[] => {
  const size = Math.abs(value);
  return [
    String(size),
    size.toFixed(4),
    size.toFixed(3),
    `${(size * 100).toFixed(2)} pp`,
    `${(size * 100).toFixed(1)} pp`,
  ];
};

describe('feedback levels', () => {
  const slices = {
    slices: { by: ['country'], checks: { recall: { max_regression: 0.1 } }, min_n: 20, min_positives: 5 },
  };

  it('bit: no number of the comparison is in any file, output, check, record or log line', {
    timeout: 120_000,
  }, async () => {
    on(pull);
    const skill = fc.double({ min: 0.05, max: 0.6, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), skill, skill, async (seed, own, base) => {
        await put(predictions(seed, own), predictions(seed + 1, base));
        const open = await gate({ feedback: 'full' }, slices);
        const numbers = numbersIn([open.body.checks, open.body.candidate, open.body.baseline, open.body.detectable]);
        const shown = await everything(open);
        expect(numbers.length).toBeGreaterThan(10);
        expect(numbers.some((each) => spellings(each).some((text) => shown.includes(text)))).toBe(true);
        await clear();
        ports.log.lines.length = 0;
        const closed = await gate({ feedback: 'bit' }, slices);
        const told = await everything(closed);
        const leaked = numbers
          .flatMap(spellings)
          .filter((text) => new RegExp(`(?<![\\d.])${text.replaceAll('.', '\\.')}(?!\\d)`).test(told));
        expect(leaked).toEqual([]);
        expect([closed.body.verdict, closed.exitCode]).toEqual([open.body.verdict, open.exitCode]);
        expect(told).not.toMatch(/country|harmful|"recall"/);
        await clear();
      }),
      { numRuns: 8 },
    );
  });

  it('bit: an error still says what has to be mended', async () => {
    on(pull);
    await put(predictions(1, 0.4), predictions(2, 0.4));
    const { body } = await gate({ feedback: 'bit' }, { checks: { ...checks, nosuch_accuracy: { min: 0.5 } } });
    expect([body.verdict, body.fact, body.checks.map(({ name }) => name)]).toMatchInlineSnapshot(`
      [
        "error",
        "nosuch_accuracy: the candidate does not report it. There are: accuracy, ace_10, average_precision, balanced_accuracy, base_rate, brier, churn, cohen_kappa.",
        [
          "nosuch_accuracy",
        ],
      ]
    `);
  });

  it('sealed: nothing on a pull request, the verdict in the merge queue, everything on the default branch', async () => {
    await put(predictions(1, 0.1), predictions(2, 0.6));
    const seen = [];
    for (const facts of [pull, { ...pull, pullRequest: null, event: 'merge_group' }, push]) {
      on(facts);
      const { body, exitCode, outputs } = await gate({ feedback: 'sealed' });
      seen.push([body.verdict, exitCode, body.checks.length, outputs['failed-checks'], body.fact]);
    }
    expect(seen).toMatchInlineSnapshot(`
      [
        [
          "skipped",
          0,
          0,
          "",
          "sealed: judged in the merge queue and on the default branch (holdout.feedback: sealed)",
        ],
        [
          "fail",
          1,
          0,
          "",
          "this test set answers with the verdict alone (holdout.feedback)",
        ],
        [
          "fail",
          1,
          4,
          "accuracy, roc_auc",
          "accuracy -40.33 pp (-44.77 .. -35.36), allowed -2 pp; 2 of 4 checks fail",
        ],
      ]
    `);
  });

  it('rounded: a number only where it beats the baseline by more than noise, and to about one standard error', async () => {
    on(pull);
    await put(predictions(1, 0.5), predictions(2, 0.2));
    const better = await gate({ feedback: 'rounded' });
    await put(predictions(1, 0.2), predictions(2, 0.5));
    const worse = await gate({ feedback: 'rounded' });
    const told = ({ body }: typeof better) =>
      body.checks.map(({ name, baseline, candidate, change, interval, found, reason }) => ({
        name,
        baseline,
        candidate,
        change,
        interval,
        found: found.candidate,
        reason,
      }));
    expect([better.body.fact, told(better), worse.body.fact, told(worse)]).toMatchInlineSnapshot(`
      [
        "numbers are rounded to one standard error (holdout.feedback: rounded); 4 of 4 checks hold",
        [
          {
            "baseline": 0.6,
            "candidate": 1,
            "change": 0.4,
            "found": null,
            "interval": [
              0.35,
              0.45,
            ],
            "name": "accuracy",
            "reason": "better than the baseline by more than one standard error",
          },
          {
            "baseline": 0.6,
            "candidate": 0.3,
            "change": -0.3,
            "found": null,
            "interval": [
              -0.4,
              -0.25,
            ],
            "name": "log_loss",
            "reason": "better than the baseline by more than one standard error",
          },
          {
            "baseline": 0.65,
            "candidate": 1,
            "change": 0.35,
            "found": null,
            "interval": [
              0.25,
              0.45,
            ],
            "name": "recall",
            "reason": "better than the baseline by more than one standard error",
          },
          {
            "baseline": 0.7,
            "candidate": 1,
            "change": 0.3,
            "found": null,
            "interval": [
              0.2,
              0.4,
            ],
            "name": "roc_auc",
            "reason": "better than the baseline by more than one standard error",
          },
        ],
        "numbers are rounded to one standard error (holdout.feedback: rounded); 0 of 4 checks hold",
        [
          {
            "baseline": 1,
            "candidate": null,
            "change": null,
            "found": "withheld",
            "interval": null,
            "name": "accuracy",
            "reason": "not better than the baseline by more than one standard error: no number is released",
          },
          {
            "baseline": 1,
            "candidate": null,
            "change": null,
            "found": "withheld",
            "interval": null,
            "name": "roc_auc",
            "reason": "not better than the baseline by more than one standard error: no number is released",
          },
          {
            "baseline": 0.3,
            "candidate": null,
            "change": null,
            "found": "withheld",
            "interval": null,
            "name": "log_loss",
            "reason": "not better than the baseline by more than one standard error: no number is released",
          },
          {
            "baseline": 1,
            "candidate": null,
            "change": null,
            "found": "withheld",
            "interval": null,
            "name": "recall",
            "reason": "not better than the baseline by more than one standard error: no number is released",
          },
        ],
      ]
    `);
  });
});

describe('ledger', () => {
  const testSet = async () => (await gate({})).body.testSet?.fingerprint ?? '';

  it('counts on the default branch, once per attempt; a pull request counts itself and writes nothing', async () => {
    await put(predictions(1, 0.4), predictions(2, 0.4));
    const holdout = { max_evaluations: 4 };
    const used: unknown[] = [];
    for (const facts of [push, push, { ...push, runAttempt: 2 }, pull, { ...pull, runId: '2002' }]) {
      on(facts);
      used.push((await gate(holdout)).body.reuse?.used);
    }
    expect(used).toEqual([1, 1, 2, 3, 3]);
    const set = await testSet();
    expect((await readLedger(await ports.store(), set))?.evaluations.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('comparisons decide nothing when the budget is spent; bounds still do', async () => {
    await put(predictions(1, 0.4), predictions(2, 0.4));
    on(pull);
    const set = await testSet();
    for (const runId of ['1', '2'])
      await appendEvaluation(await ports.store(), {
        testSet: set,
        at: '2026-11-20T12:00:00.000Z',
        runId,
        attempt: 1,
        pullRequest: 7,
        commit: 'a'.repeat(40),
        candidate: runId.repeat(64),
        feedback: 'full',
        model: 'birds',
        gate: 'default',
      });
    const spent = await gate({ max_evaluations: 2 });
    const bounded = await gate({ max_evaluations: 2 }, { checks: { accuracy: { min: 0.999 } } });
    const adjusted = await gate({ attempts: 'adjust' });
    expect([spent.body.verdict, spent.body.fact, bounded.body.verdict]).toMatchInlineSnapshot(`
      [
        "inconclusive",
        "accuracy: this test set is used up (holdout): comparisons need a fresh one; 2 of 4 checks cannot tell",
        "fail",
      ]
    `);
    expect(spent.body.notices.map(({ text }) => text)).toMatchInlineSnapshot(`
      [
        "the budget of this test set is spent (evaluation 3 of 2): comparisons decide nothing until there is a fresh one",
        "attempt 3 of this pull request; expected luck +0.8 SE",
      ]
    `);
    expect(adjusted.body.reuse).toMatchObject({ attempt: 3, alphaDivisor: 3 });
    const confidences = adjusted.body.checks.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
    expect(confidences.every((each) => Math.abs(each - (1 - (2 * 0.05) / 3)) < 1e-12) && confidences.length > 0).toBe(
      true,
    );
  });

  it('without an identity of the test set nothing is counted, and that is an error', async () => {
    await writeFiles(workspace, { 'own.json': '{"accuracy":0.9}', 'base.json': '{"accuracy":0.9}' });
    const bare = {
      candidate: 'own.json',
      baseline: 'path:base.json',
      policy: JSON.stringify({ checks: { accuracy: {} }, holdout: { max_evaluations: 9 } }),
    };
    const read = readInputs(
      { ...commonInputs, ...inputs },
      { action: 'evaluate-gate', workflow: new Map(Object.entries(bare)), config: emptyConfig },
    );
    await expect(run(read, ports)).rejects.toThrow(
      /^policy: holdout: evaluations are counted by the content of the test set/,
    );
  });
});

it('blocks where training has seen the test set, and shows no row', async () => {
  await put(predictions(1, 0.4), predictions(1, 0.4));
  const table = (from: number) =>
    [
      'id,age,city,y',
      ...Array.from({ length: 100 }, (_, at) => `s${from + at},${from + at},secret${from + at},${at % 2}`),
      '',
    ].join('\n');
  await writeFiles(workspace, { 'train.csv': table(0), 'held.csv': table(95) });
  const overlap = { train: 'train.csv', test: 'held.csv', label: 'y' };
  const blocked = await gate({ overlap });
  const allowed = await gate({ overlap: { ...overlap, max: 0.05 } });
  const warned = await gate({ feedback: 'bit', overlap: { ...overlap, severity: 'warn' } });
  expect([blocked, allowed, warned].map(({ body }) => [body.verdict, body.fact])).toMatchInlineSnapshot(`
    [
      [
        "fail",
        "overlap.shared_rows 0.05 is above the maximum 0",
      ],
      [
        "pass",
        "accuracy 0.00 pp (0.00 .. 0.00), allowed -2 pp; 5 of 5 checks hold",
      ],
      [
        "warn",
        "this test set answers with the verdict alone (holdout.feedback)",
      ],
    ]
  `);
  expect(warned.body.checks.map(({ name, status, reason }) => [name, status, reason])).toMatchInlineSnapshot(`
    [
      [
        "overlap.shared_rows",
        "warn",
        "0.05 is above the maximum 0",
      ],
    ]
  `);
  expect(blocked.body.notices.map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "0 changed predictions in 300 rows: is it the same model?",
      "5 of 100 test rows are in the training data, too (2 columns compared)",
    ]
  `);
  expect(await everything(blocked)).not.toContain('secret');
});
