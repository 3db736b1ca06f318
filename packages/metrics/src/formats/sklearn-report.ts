import { isMapping, type Mapping } from './mapping.ts';

const AVERAGES: Readonly<Record<string, string>> = {
  'macro avg': 'macro',
  'weighted avg': 'weighted',
  'micro avg': 'micro',
  'samples avg': 'samples',
};
const MEASURES: Readonly<Record<string, string>> = {
  precision: 'precision',
  recall: 'recall',
  'f1-score': 'f1',
  support: 'support',
};

/** Whether a document is scikit-learn's `classification_report(..., output_dict=True)`. */
export const isSklearnReport = (document: unknown): document is Mapping =>
  isMapping(document) &&
  ['macro avg', 'weighted avg'].every((key) => isMapping(document[key]) && 'f1-score' in document[key]);

/** The report under this product's names: `f1_macro`, `recall[cat]`, `support[cat]`, `accuracy`. */
export function sklearnReport(report: Mapping): Mapping {
  const named = Object.entries(report).flatMap(([row, cells]) => {
    if (!isMapping(cells)) return [[row, cells]];
    const average = Object.hasOwn(AVERAGES, row) ? AVERAGES[row] : undefined;
    return Object.entries(cells).map(([column, value]) => {
      const measure = Object.hasOwn(MEASURES, column) ? MEASURES[column] : column;
      return [average === undefined ? `${measure}[${row}]` : `${measure}_${average}`, value];
    });
  });
  return Object.fromEntries(named);
}
