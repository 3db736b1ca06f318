import type { GateHistory } from '@ml-actions/core/record/predicate/evaluate-gate';
import { storedRecord } from '@ml-actions/core/reference/find-record';
import type { Ports } from '@ml-actions/core/runner/ports';
import { HEADLINE } from '@ml-actions/metrics/catalogue';
import type { Comparison, MetricRow } from '@ml-actions/metrics/compare';
import type { FoundBaseline, GateBaseline } from './baseline.ts';

/** As many points as Mermaid's chart shows legibly. */
export const mostPoints = 30;

type Point = GateHistory['points'][number];

/**
 * The headline metric of the models that followed each other: the baseline's own history and this candidate. Every
 * record carries its line on, so that a comment reads no record but the baseline's. Null without an earlier model.
 */
export async function historyOf(
  baseline: GateBaseline,
  { metrics }: Pick<Comparison, 'metrics'>,
  id: string,
  ports: Ports,
): Promise<GateHistory | null> {
  const row = headline(metrics);
  if (baseline.kind !== 'found' || !row || row.candidate === null) return null;
  const known = baseline.history ?? (await versionHistory(baseline, id, ports));
  const before = known?.metric === row.metric ? known.points : firstPoint(baseline, row);
  if (before.length === 0) return null;
  const own: Point = { commit: ports.run.headSha, value: row.candidate };
  const points = [...before.filter(({ commit }) => commit !== own.commit), own];
  return { metric: row.metric, points: points.slice(-mostPoints) };
}

/** What a reader looks for first, among what both models report. */
const headline = (metrics: readonly MetricRow[]): MetricRow | undefined =>
  HEADLINE.map((name) => metrics.find(({ metric }) => metric === name)).find(
    (row) => row !== undefined && row.baseline !== null && row.candidate !== null,
  );

const firstPoint = ({ commit }: FoundBaseline, { baseline }: MetricRow): readonly Point[] =>
  commit === null || baseline === null ? [] : [{ commit, value: baseline }];

/** A serving version has the record of its gate in the store; only the default branch's own runs look there for it. */
async function versionHistory(
  { version, commit }: FoundBaseline,
  id: string,
  ports: Ports,
): Promise<GateHistory | null> {
  if (version === null || commit === null || !ports.run.isTrusted) return null;
  const view = await (await ports.store()).view();
  const record = await storedRecord(view, ports.model, commit, 'evaluate-gate', id);
  return record?.predicate.history ?? null;
}
