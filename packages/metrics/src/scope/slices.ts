import type { Slices } from '../policy-scope.ts';
import type { Categories } from '../predictions.ts';
import { type Scope, scope } from '../scope.ts';
import { narrowed } from '../side.ts';
import type { Stage } from '../stage.ts';
import { attributeOf, crossed, rowsByCategory } from './attribute.ts';

/** More slices than this are a mistake in `by`: a column of ids, or a cross of too many columns. */
export const MOST_SLICES = 1000;

/** The slices that a policy declares, each with the checks of `slices.checks`; those too small say so. */
export function sliceScopes(slices: Slices, stage: Stage): Scope[] {
  return slices.by.flatMap((columns) => sliceOf(columns, slices, stage));
}

function sliceOf(columns: readonly string[], slices: Slices, stage: Stage): Scope[] {
  const shared = { family: 'slices', checks: slices.checks, obstacle: stage.obstacle } as const;
  const { predictions } = stage;
  if (!predictions || !stage.candidate.encoded) {
    const reason = 'slices need the predictions of the candidate, and there are none';
    return [
      scope({
        ...shared,
        label: columns.join(' x '),
        candidate: stage.candidate,
        baseline: stage.baseline,
        unmeasurable: { status: 'error', reason },
      }),
    ];
  }
  const parts = columns.map((column) => [column, attributeOf(predictions, column, slices.bins[column])] as const);
  const [only] = parts;
  const categories: Categories = parts.length === 1 && only ? named(only[0], only[1]) : crossed(parts);
  const found = rowsByCategory(categories)
    .filter(({ rows }) => rows.length > 0)
    .slice(0, MOST_SLICES)
    .map(({ name, rows }) => sliced(name, rows, slices, stage));
  return found.some(({ unmeasurable }) => unmeasurable === null) ? found : [...found, nothing(columns, slices, stage)];
}

const named = (column: string, { codes, names }: Categories): Categories => ({
  codes,
  names: names.map((name) => `${column}=${name}`),
});

function sliced(label: string, rows: Uint32Array, slices: Slices, stage: Stage): Scope {
  const candidate = narrowed(stage.candidate, rows);
  const few = tooFew(candidate.encoded, slices);
  return scope({
    family: 'slices',
    label,
    checks: slices.checks,
    candidate,
    baseline: stage.paired && stage.baseline ? narrowed(stage.baseline, rows) : null,
    rows,
    paired: stage.paired,
    identical: stage.identical,
    obstacle: stage.obstacle,
    unmeasurable: few === null ? null : { status: 'skipped', reason: few },
    undefinedIs: 'skipped',
  });
}

/** No slice of these columns is large enough: that is no pass. */
const nothing = (columns: readonly string[], slices: Slices, { candidate, baseline }: Stage): Scope =>
  scope({
    family: 'slices',
    label: columns.join(' x '),
    checks: slices.checks,
    candidate,
    baseline,
    unmeasurable: { status: 'inconclusive', reason: 'no slice of it is large enough to measure' },
  });

type Sized = Pick<Slices, 'minN' | 'minPositives'>;

/** `not measurable: 12 rows, min_n is 100`, or null. Positives count where the task is binary. */
export function tooFew(encoded: Stage['candidate']['encoded'], { minN, minPositives }: Sized): string | null {
  const rows = encoded?.truth.length ?? 0;
  if (rows < minN) return `not measurable: ${rows} rows, min_n is ${minN}`;
  if (encoded?.task !== 'binary') return null;
  let positives = 0;
  for (const code of encoded.truth) if (code === encoded.positive) positives++;
  return positives < minPositives
    ? `not measurable: ${positives} positives in ${rows} rows, min_positives is ${minPositives}`
    : null;
}
