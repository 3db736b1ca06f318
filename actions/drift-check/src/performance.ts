import type { DriftCheckPredicate } from '@ml-actions/core/record/predicate/drift-check';
import { type Span, windowAt } from '@ml-actions/data/drift/calendar';
import type { Engine } from '@ml-actions/data/engine';
import type { Baseline } from '@ml-actions/data/performance/baseline';
import type { Estimated } from '@ml-actions/data/performance/estimated';
import type { Realised } from '@ml-actions/data/performance/realised';
import type { Source } from '@ml-actions/data/source';
import type { Stretch } from './stretch.ts';

export type Performance = NonNullable<DriftCheckPredicate['performance']>;

/** A metric may fall so far below its baseline before it is worse performance. */
export const PERFORMANCE_MARGIN = 0.02;
/** Labels are complete enough to judge where at least this share of them has arrived (research drift-check 6). */
export const LABEL_COVERAGE = 0.8;
/** Windows back in which complete labels are looked for. */
const WINDOWS_BACK = 12;

interface Material {
  readonly baseline: Baseline;
  readonly source: Source;
  /** column with the truth, or null without one */
  readonly truth: string | null;
  readonly stretch: Stretch | null;
  readonly minRows: number;
}

/** Performance by the labels that arrived, and by the scores alone; null where the source has neither. */
export async function performanceOf(engine: Engine, material: Material): Promise<Performance | null> {
  const { baseline, stretch, source, truth } = material;
  const names = source.columns.map(({ name }) => name);
  const kept = (name: string | null): string | null => (name !== null && names.includes(name) ? name : null);
  const columns = { score: kept(baseline.score), prediction: kept(baseline.prediction), truth };
  if (columns.score === null && columns.prediction === null) return null;
  const { readJudged } = await import('@ml-actions/data/performance/judged');
  const { estimatedOf } = await import('@ml-actions/data/performance/estimated');
  const here = stretch ? stretch.timeline.within([stretch.chosen]) : source;
  const judged = await readJudged(engine, here, { ...columns, truth: null });
  const guessed = estimatedOf({ ...judged, classes: classesOf(baseline, judged.classes) }, baseline);
  const estimated = guessed && guessed.rows >= material.minRows ? guessed : null;
  const labelled = truth === null ? null : await lastLabelled(engine, material, { ...columns, truth });
  return judge(baseline, estimated, labelled);
}

const classesOf = ({ positive }: Baseline, classes: readonly string[]): readonly string[] =>
  positive === null ? classes : [...new Set([...classes, positive])].sort();

interface Labelled {
  readonly realised: Realised | null;
  readonly span: Span | null;
  readonly pending: boolean;
}

/** The latest window whose labels are complete enough; labels that came early alone would be a biased sample. */
async function lastLabelled(
  engine: Engine,
  { baseline, source, stretch, minRows }: Material,
  columns: { score: string | null; prediction: string | null; truth: string },
): Promise<Labelled> {
  const { readJudged } = await import('@ml-actions/data/performance/judged');
  const { realisedOf } = await import('@ml-actions/data/performance/realised');
  const read = async (rows: Source): Promise<Realised | null> => {
    const judged = await readJudged(engine, rows, columns);
    return realisedOf({ ...judged, classes: classesOf(baseline, judged.classes) }, baseline.positive);
  };
  const isComplete = (realised: Realised | null): boolean =>
    realised !== null && realised.labelled >= minRows && realised.labelled >= LABEL_COVERAGE * realised.rows;
  if (!stretch) {
    const realised = await read(source);
    return { realised, span: null, pending: !isComplete(realised) };
  }
  const { timeline, chosen, length } = stretch;
  const first = await read(timeline.within([chosen]));
  if (isComplete(first)) return { realised: first, span: chosen, pending: false };
  for (let back = 1, span: Span = chosen; back <= WINDOWS_BACK; back++) {
    span = windowAt(span.start - 1, length);
    const realised = await read(timeline.within([span]));
    if (isComplete(realised)) return { realised, span, pending: false };
  }
  return { realised: first, span: chosen, pending: true };
}

function judge(baseline: Baseline, estimated: Estimated | null, labelled: Labelled | null): Performance | null {
  const realised = labelled && !labelled.pending ? labelled.realised : null;
  const names = ['auc', 'accuracy'] as const;
  const metrics = names.flatMap((name) => {
    const before = baseline[name];
    if (before === null) return [];
    return [
      { metric: name, baseline: before, estimated: estimated?.[name] ?? null, realised: realised?.[name] ?? null },
    ];
  });
  const worse = (value: number | undefined | null, before: number): boolean =>
    typeof value === 'number' && value < before - PERFORMANCE_MARGIN;
  const fell = metrics.some((each) => worse(each.realised?.high, each.baseline));
  const seems = metrics.some((each) => worse(each.estimated, each.baseline));
  const span = labelled?.span;
  return {
    margin: PERFORMANCE_MARGIN,
    metrics,
    labelled: labelled?.realised?.labelled ?? 0,
    coverage: labelled?.realised ? labelled.realised.labelled / labelled.realised.rows : null,
    pending: labelled?.pending ?? false,
    window: span ? { start: isoOf(span.start), end: isoOf(span.end) } : null,
    alarm: fell ? 'realised' : seems && !realised ? 'estimated' : null,
  };
}

export const isoOf = (time: number): string => new Date(time).toISOString();
