import { type Metrics, type MetricValue, scoresOf } from './metric.ts';

/** Lists of a record, by metric; its `metrics` hold their means. */
export type RecordedScores = Readonly<Record<string, readonly number[]>>;

/** A record's metrics with the metrics that were measured several times as such. */
export const recordedMetrics = (metrics: Readonly<Record<string, number>>, scores: RecordedScores = {}): Metrics =>
  new Map<string, MetricValue>([
    ...Object.entries(metrics),
    ...Object.entries(scores).map(([name, list]) => [name, { scores: list }] as const),
  ]);

/** The part of a record that keeps repeated measurements; nothing without any. */
export function scoresToRecord(metrics: Metrics): { scores?: Record<string, number[]> } {
  const lists = [...metrics].flatMap(([name, value]) => {
    const list = scoresOf(value);
    return list ? [[name, [...list]] as [string, number[]]] : [];
  });
  return lists.length === 0 ? {} : { scores: Object.fromEntries(lists) };
}
