import type { Classified, Encoded } from '@ml-actions/metrics/encode';
import type { Both } from './charts.ts';

/** Rows of each true label by predicted label. */
export interface Confusion {
  readonly labels: readonly string[];
  /** `counts[truth][predicted]` */
  readonly counts: readonly (readonly number[])[];
}

/** More classes cannot be read in one picture; the rarest are counted together. */
export const MOST_CLASSES = 20;
const OTHER = 'other labels';

/** Confusion matrices over the same labels; null where no labels are predicted. */
export function confusion({ candidate, baseline }: Both<Encoded>): Both<Confusion> | null {
  if (!isLabelled(candidate)) return null;
  const other = baseline && isLabelled(baseline) ? baseline : null;
  const shown = mostFrequent(candidate);
  return { candidate: matrixOf(candidate, shown), baseline: other && matrixOf(other, shown) };
}

type Labelled = Classified & { readonly predicted: Int32Array };

const isLabelled = (encoded: Encoded): encoded is Labelled =>
  (encoded.task === 'binary' || encoded.task === 'multiclass') && encoded.predicted !== null;

/** The labels that occur most, in their own order. */
function mostFrequent({ labels, truth }: Labelled): readonly string[] {
  if (labels.length <= MOST_CLASSES) return labels;
  const counts = new Uint32Array(labels.length);
  for (const code of truth) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const ranked = labels.map((_, code) => code).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  const kept = new Set(ranked.slice(0, MOST_CLASSES));
  return labels.filter((_, code) => kept.has(code));
}

/** The two sides may number their labels differently, so rows are placed by name. */
function matrixOf({ labels, truth, predicted }: Labelled, shown: readonly string[]): Confusion {
  const places = new Map(shown.map((label, at) => [label, at]));
  const placeOf = Int32Array.from(labels, (label) => places.get(label) ?? shown.length);
  const size = shown.length + 1;
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let row = 0; row < truth.length; row++) {
    const line = counts[placeOf[truth[row] ?? -1] ?? shown.length];
    const at = placeOf[predicted[row] ?? -1] ?? shown.length;
    if (line) line[at] = (line[at] ?? 0) + 1;
  }
  const hasRest = counts.some((line, at) => (line.at(-1) ?? 0) > 0 || (at === shown.length && line.some((n) => n > 0)));
  if (hasRest) return { labels: [...shown, OTHER], counts };
  return { labels: shown, counts: counts.slice(0, -1).map((line) => line.slice(0, -1)) };
}
