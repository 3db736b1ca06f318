import { describe, expect, it } from 'vitest';
import { fakePorts, fakeRun } from '../../../test/support/ports.ts';
import type { FoundBaseline } from './baseline.ts';
import { historyOf, mostPoints } from './history.ts';

const head = 'c'.repeat(40);
const before = 'b'.repeat(40);
const ports = fakePorts('/nowhere', { run: fakeRun('/nowhere', { headSha: head, isTrusted: false }) });
const baseline = (other: Partial<FoundBaseline>): FoundBaseline => ({
  kind: 'found',
  metrics: new Map(),
  source: 'a record',
  commit: before,
  createdAt: null,
  modelDigest: null,
  version: null,
  testSet: null,
  importance: null,
  threshold: null,
  history: null,
  ...other,
});
const row = (metric: string, base: number | null, candidate: number | null) => ({
  metric,
  baseline: base,
  candidate,
  change: null,
  checked: true,
});
const metrics = [row('latency', 3, 4), row('roc_auc', 0.8, 0.9)];
const line = (base: Parameters<typeof historyOf>[0]) => historyOf(base, { metrics }, 'default', ports);

describe('the line of models', () => {
  it('starts with the baseline and goes on with its own line', async () => {
    const two = {
      metric: 'roc_auc',
      points: [
        { commit: before, value: 0.8 },
        { commit: head, value: 0.9 },
      ],
    };
    expect(await line(baseline({}))).toEqual(two);
    const older = { commit: 'a'.repeat(40), value: 0.7 };
    const history = { metric: 'roc_auc', points: [older, { commit: before, value: 0.8 }] };
    expect(await line(baseline({ history }))).toEqual({ ...two, points: [older, ...two.points] });
  });

  it('starts anew with another metric, and has the same commit once', async () => {
    const history = { metric: 'accuracy', points: [{ commit: before, value: 0.99 }] };
    expect((await line(baseline({ history })))?.points).toHaveLength(2);
    const again = {
      metric: 'roc_auc',
      points: [
        { commit: before, value: 0.8 },
        { commit: head, value: 0.5 },
      ],
    };
    expect((await line(baseline({ history: again })))?.points.map(({ value }) => value)).toEqual([0.8, 0.9]);
  });

  it('keeps the newest points', async () => {
    const points = Array.from({ length: 40 }, (_, at) => ({ commit: at.toString(16).padStart(40, '0'), value: at }));
    const found = await line(baseline({ history: { metric: 'roc_auc', points } }));
    expect(found?.points).toHaveLength(mostPoints);
    expect(found?.points.at(-1)).toEqual({ commit: head, value: 0.9 });
  });

  it('is none without an earlier model, its commit or a metric of both', async () => {
    expect(await line({ kind: 'none', reason: 'first' })).toBeNull();
    expect(await line(baseline({ commit: null }))).toBeNull();
    expect(await historyOf(baseline({}), { metrics: [row('roc_auc', null, 0.9)] }, 'default', ports)).toBeNull();
  });
});
