import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { evaluateGateSchema } from '@ml-actions/core/record/predicate/evaluate-gate';
import { renderComment } from '@ml-actions/core/report/comment-body';
import { sectionText } from '@ml-actions/core/report/section-text';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { identityOf } from '@ml-actions/core/runner/context';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePorts, fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { writeFiles } from '../../../test/support/registered.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

let ports: FakePorts;
let workspace: string;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-section-')));
  const head = 'a1b2c3d'.padEnd(40, '0');
  const pull = { event: 'pull_request', ref: 'refs/pull/7/merge', pullRequest: 7, isTrusted: false, headSha: head };
  ports = fakePorts(workspace, { run: fakeRun(workspace, pull) });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

/** The record of a gate over these files, by the policy of the base branch. */
async function judged(
  files: Record<string, string>,
  values: Record<string, string>,
  change: (predicate: EvaluateGatePredicate) => Partial<EvaluateGatePredicate> = () => ({}),
): Promise<EvaluateGatePredicate> {
  await writeFiles(workspace, files);
  const workflow = new Map(Object.entries({ candidate: 'metrics.json', ...values }));
  const given = readInputs({ ...commonInputs, ...inputs }, { action: 'evaluate-gate', workflow, config: emptyConfig });
  const { body } = await run(given, ports);
  const header = {
    version: 1,
    action: 'evaluate-gate',
    model: 'birds',
    id: given.id,
    run: identityOf(ports.run),
  } as const;
  const predicate = { ...header, createdAt: '2026-11-20T12:00:00.000Z', ...body };
  const base = {
    ...predicate.policy,
    source: 'ml-actions.yml at 9f8e7d6',
    protected: predicate.policy.sha256 !== null,
  };
  return evaluateGateSchema.parse({ ...predicate, policy: base, ...change({ ...predicate, policy: base }) });
}

const text = (predicate: EvaluateGatePredicate): string => `${sectionText(section(predicate))}\n`;

const rows = 1000;
/** Predictions of which the rows named are wrong; the others rank perfectly. */
function predictions(isWrong: (row: number) => boolean): string {
  const score = (row: number) => {
    const right = 0.55 + (row % 40) / 100;
    return ((row % 2 === 1) === !isWrong(row) ? right : 1 - right).toFixed(2);
  };
  const lines = Array.from({ length: rows }, (_, row) => `r${row},${row % 2},${score(row)}`);
  return ['id,truth,score', ...lines, ''].join('\n');
}
const paired = {
  baseline: 'path:base.json',
  'candidate-predictions': 'predictions.csv',
  'baseline-predictions': 'base.csv',
};
const policy = JSON.stringify({
  checks: {
    roc_auc: { min: 0.65, max_regression: 0.02, rule: 'guard' },
    accuracy: { max_regression: 0.02, rule: 'guard' },
    latency_p95_ms: { max: 50, max_regression: '10%' },
  },
});
const figures = { 'metrics.json': '{"latency_p95_ms": 41.5}', 'base.json': '{"latency_p95_ms": 40}' };
const found: (predicate: EvaluateGatePredicate) => Partial<EvaluateGatePredicate> = ({ baseline }) => ({
  baseline: {
    ...(baseline as Extract<EvaluateGatePredicate['baseline'], { kind: 'found' }>),
    source: 'record of 9f8e7d6',
    commit: '9f8e7d6'.padEnd(40, '0'),
    createdAt: '2026-11-17T11:00:00.000Z',
  },
  changed: {
    params: ['l2: 0.1 → 0.5', 'features: ["phase"] → ["phase","speed_knots"]'],
    packages: ['scikit-learn: 1.4.0 → 1.5.2'],
    data: ['train: 1 file, 120345 bytes, sha256 0a1b2c3d → 1 file, 130002 bytes, sha256 9f8e7d6c'],
  },
});

describe('how the gate reads', () => {
  it('passed', async () => {
    const files = {
      ...figures,
      'predictions.csv': predictions((row) => row % 20 === 3),
      'base.csv': predictions((row) => row % 10 === 3),
    };
    expect(text(await judged(files, { ...paired, policy }, found))).toMatchSnapshot();
  });

  it('blocked, by a policy that the pull request tried to change', async () => {
    const files = {
      ...figures,
      'predictions.csv': predictions((row) => row % 10 === 3),
      'base.csv': predictions((row) => row % 20 === 3),
    };
    const edited = (predicate: EvaluateGatePredicate): Partial<EvaluateGatePredicate> => ({
      ...found(predicate),
      policy: {
        ...predicate.policy,
        proposed: { sha256: 'e'.repeat(64), verdict: 'pass', fact: 'all 2 checks passed' },
      },
    });
    expect(text(await judged(files, { ...paired, policy }, edited))).toMatchSnapshot();
  });

  it('cannot tell', async () => {
    const files = {
      ...figures,
      'predictions.csv': predictions((row) => row % 40 === 3 || row % 25 === 7),
      'base.csv': predictions((row) => row % 20 === 3),
    };
    expect(text(await judged(files, { ...paired, policy }, found))).toMatchSnapshot();
  });

  it('no baseline yet', async () => {
    const values = { baseline: 'none', policy: '{checks: {accuracy: {min: 0.8, max_regression: 0.01}}}' };
    expect(text(await judged({ 'metrics.json': '{"accuracy":0.91}' }, values))).toMatchSnapshot();
  });

  it('an error: a checked metric is NaN', async () => {
    const files = {
      'metrics.json': '{"accuracy": NaN, "loss": 0.3}',
      'base.json': '{"accuracy": 0.9, "loss": 0.3, "f1": 0.8}',
    };
    const values = { baseline: 'path:base.json', policy: '{checks: {accuracy: {}, loss: {max_regression: 0.1}}}' };
    expect(text(await judged(files, values))).toMatchSnapshot();
  });

  it('report only, with a suggestion', async () => {
    const files = {
      'metrics.json': '{"accuracy":0.91,"val/loss":0.31}',
      'base.json': '{"accuracy":0.9,"val/loss":0.33}',
    };
    const values = { baseline: 'path:base.json', append: 'notes.md' };
    const notes = '# Notes\n<script>alert(1)</script> @team\n```\n</details>';
    expect(text(await judged({ ...files, 'notes.md': notes }, values))).toMatchSnapshot();
  });

  it('the first policy', async () => {
    const files = { 'metrics.json': '{"accuracy":0.85}', 'base.json': '{"accuracy":0.9}' };
    const first = (predicate: EvaluateGatePredicate): Partial<EvaluateGatePredicate> => ({
      verdict: 'skipped',
      fact: 'no policy on the base branch yet: report only, nothing is decided',
      policy: {
        sha256: null,
        source: 'no policy in ml-actions.yml at 9f8e7d6',
        protected: true,
        proposed: { sha256: 'e'.repeat(64), verdict: predicate.verdict, fact: predicate.fact },
      },
    });
    const values = { baseline: 'path:base.json', policy: '{checks: {accuracy: {max_regression: 0.01}}}' };
    expect(text(await judged(files, values, first))).toMatchSnapshot();
  });
});

describe('hostile names', () => {
  const names = [
    '| x | <img src=x onerror=alert(1)>',
    '@team please #1 fix',
    '[click](javascript:alert(1))',
    '`a` **b** </details>',
    '<!-- ml-actions:section {} -->',
    'a\nb\n### ✅ PASS',
    '$\\href{x}{y}$',
    '\u202egnp.exe\u0000',
  ];

  it('stay text in every part of the section', async () => {
    const metrics = JSON.stringify(Object.fromEntries(names.map((name) => [name, 0.5])));
    const checks = Object.fromEntries(names.map((name) => [name, { direction: 'higher', max_regression: 0.1 }]));
    const values = { baseline: 'path:base.json', policy: JSON.stringify({ checks }) };
    const predicate = await judged({ 'metrics.json': metrics, 'base.json': metrics.replaceAll('0.5', '0.9') }, values);
    const comment = renderComment({
      model: 'birds',
      workflow: 'model',
      run: { ...predicate.run },
      sections: [{ key: 'evaluate-gate/default', sha: predicate.run.headSha, section: section(predicate) }],
      stale: [],
      footer: [],
    });
    const prose = comment.replace(/^(`{3,}).*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');
    expect(prose).not.toMatch(/<img|<script|onerror=alert\(1\)>|\]\(javascript|@team|\u202e|\*\*b\*\*/);
    expect(comment.match(/<details>/g)?.length).toBe(prose.match(/<\/details>/g)?.length);
    expect(comment.match(/^<!-- ml-actions:section/gm)).toHaveLength(1);
    expect(comment).not.toMatch(/^### ✅/m);
    expect(comment).toMatchSnapshot();
  });
});
