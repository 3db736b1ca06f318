import type { Notice } from '../notice.ts';
import type { Fairness } from '../policy-scope.ts';
import { type Scope, scope } from '../scope.ts';
import { type Judged, judgedBy, narrowed } from '../side.ts';
import type { Stage } from '../stage.ts';
import { attributeOf, rowsByCategory } from './attribute.ts';
import { tooFew } from './slices.ts';

/** Gaps between the groups of one column. Groups too small to measure are left out and named; one group is no gap. */
export function fairnessScope(fairness: Fairness, stage: Stage): { scope: Scope; notices: Notice[] } {
  const { attribute, checks } = fairness;
  const shared = { family: 'fairness', label: attribute, checks, obstacle: stage.obstacle } as const;
  const { predictions } = stage;
  if (!predictions || !stage.candidate.encoded) {
    const reason = 'fairness needs the predictions of the candidate, and there are none';
    return {
      scope: scope({
        ...shared,
        candidate: stage.candidate,
        baseline: stage.baseline,
        unmeasurable: { status: 'error', reason },
      }),
      notices: [],
    };
  }
  const groups = rowsByCategory(attributeOf(predictions, attribute, undefined)).filter(({ rows }) => rows.length > 0);
  const sized = groups.map((group) => ({
    ...group,
    few: tooFew(narrowed(stage.candidate, group.rows).encoded, fairness),
  }));
  const measured = sized.filter(({ few }) => few === null);
  const codes = new Int32Array(stage.candidate.encoded.truth.length).fill(-1);
  measured.forEach(({ rows }, code) => {
    for (const row of rows) codes[row] = code;
  });
  const reason = `not measurable: ${measured.length} of ${groups.length} groups of ${attribute} are large enough, a gap needs 2`;
  return {
    scope: scope({
      ...shared,
      candidate: grouped(stage.candidate, codes),
      baseline: stage.paired && stage.baseline ? grouped(stage.baseline, codes) : null,
      paired: stage.paired,
      identical: stage.identical,
      unmeasurable: measured.length < 2 ? { status: 'inconclusive', reason } : null,
    }),
    notices: sized
      .filter(({ few }) => few !== null)
      .map(({ name, few }) => ({
        kind: 'not-measurable',
        level: 'info',
        text: `fairness, ${attribute}=${name}: ${few}`,
      })),
  };
}

const grouped = ({ side, encoded }: Judged, groups: Int32Array): Judged =>
  judgedBy({ ...side, metrics: new Map() }, encoded && { ...encoded, groups });
