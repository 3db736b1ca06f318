import type { Classified, Encoded } from '@ml-actions/metrics/encode';
import { descendingOrder } from '@ml-actions/stats/order';
import type { Both, Charts } from './charts.ts';
import { type Point, thin } from './thin.ts';

type Scored = Classified & { readonly score: Float64Array };

const isScored = (encoded: Encoded | null): encoded is Scored =>
  encoded?.task === 'binary' && encoded.score !== null && encoded.truth.length > 0;

/** ROC and precision-recall curves of a binary task with scores; neither exists where one class is missing. */
export function curves({ candidate, baseline }: Both<Encoded>): Pick<Charts, 'roc' | 'precisionRecall'> {
  const own = isScored(candidate) ? steps(candidate) : null;
  if (!own) return { roc: null, precisionRecall: null };
  const other = isScored(baseline) ? steps(baseline) : null;
  return {
    roc: { candidate: rocOf(own), baseline: other && rocOf(other) },
    precisionRecall: {
      candidate: precisionRecallOf(own),
      baseline: other && precisionRecallOf(other),
      prevalence: own.positives / (own.positives + own.negatives),
    },
  };
}

/** Weights of true and false positives as the threshold falls, one step per distinct score, from none to all. */
interface Steps {
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

function steps({ truth, positive, score, weight }: Scored): Steps | null {
  const [truePositives, falsePositives] = [[0], [0]];
  let [positives, negatives] = [0, 0];
  const order = descendingOrder(score);
  order.forEach((row, at) => {
    if (truth[row] === positive) positives += weight?.[row] ?? 1;
    else negatives += weight?.[row] ?? 1;
    const next = order[at + 1];
    if (next !== undefined && score[next] === score[row]) return;
    truePositives.push(positives);
    falsePositives.push(negatives);
  });
  return positives > 0 && negatives > 0 ? { truePositives, falsePositives, positives, negatives } : null;
}

const rocOf = ({ truePositives, falsePositives, positives, negatives }: Steps): readonly Point[] =>
  thin(truePositives.map((hits, at) => [(falsePositives[at] ?? 0) / negatives, hits / positives]));

/** Starts at recall 0 with the precision of the highest score, as no threshold has none. */
function precisionRecallOf({ truePositives, falsePositives, positives }: Steps): readonly Point[] {
  const points = truePositives.slice(1).map((hits, at): Point => {
    const called = hits + (falsePositives[at + 1] ?? 0);
    return [hits / positives, called === 0 ? 1 : hits / called];
  });
  return thin([[0, points[0]?.[1] ?? 1], ...points]);
}
