import { plainTable } from '@ml-actions/core/report/html-parts';
import type { Both, Charts } from '../chart/charts.ts';

/** Digits of a chart's numbers. */
const digits = 4;
const shown = (value: number | undefined): string =>
  value === undefined ? '' : String(Number(value.toPrecision(digits)));

/** The numbers of each chart, by the chart's name. */
export function numbersOf({
  roc,
  precisionRecall,
  calibration,
  scores,
  fit,
  residuals,
}: Charts): Readonly<Record<string, string>> {
  return {
    ...(roc && { roc: pairs('ROC curve', ['False positive rate', 'True positive rate'], roc, (points) => points) }),
    ...(precisionRecall && {
      'precision-recall': pairs('Precision and recall', ['Recall', 'Precision'], precisionRecall, (points) => points),
    }),
    ...(calibration && {
      calibration: pairs('Calibration', ['Predicted', 'Came true', 'Rows'], calibration, (bins) =>
        bins.map(({ confidence, accuracy, count }) => [confidence, accuracy, count]),
      ),
    }),
    ...(scores && {
      scores: pairs('Scores', ['Score from', 'Rows, positive', 'Rows, negative'], scores.sides, (side) =>
        side.positives.map((count, at) => [scores.edges[at] ?? 0, count, side.negatives[at] ?? 0]),
      ),
    }),
    ...(fit && {
      fit: pairs('Prediction against truth', ['Mean truth', 'Mean prediction', 'Rows'], fit, (bins) =>
        bins.map(({ truth, predicted, count }) => [truth, predicted, count]),
      ),
    }),
    ...(residuals && {
      residuals: pairs('Residuals', ['From', 'Rows'], residuals, ({ edges, counts }) =>
        counts.map((count, at) => [edges[at] ?? 0, count]),
      ),
    }),
  };
}

/** Both sides beside each other; curves of different length leave cells empty. */
function pairs<T>(
  caption: string,
  headings: readonly string[],
  { candidate, baseline }: Both<T>,
  rowsOf: (side: T) => readonly (readonly number[])[],
): string {
  const sides = [
    { name: 'candidate', rows: rowsOf(candidate) },
    ...(baseline === null ? [] : [{ name: 'baseline', rows: rowsOf(baseline) }]),
  ];
  const columns = sides.flatMap(({ name }) =>
    headings.map((heading) => ({ heading: `${heading}, ${name}`, kind: 'number' as const })),
  );
  const length = Math.max(...sides.map(({ rows }) => rows.length));
  const rows = Array.from({ length }, (_, at) =>
    sides.flatMap(({ rows: own }) => headings.map((_heading, column) => shown(own[at]?.[column]))),
  );
  return plainTable(caption, columns, rows);
}
