import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';

/** What a report says of itself: only the units and the rules that its columns have. */
type Said = readonly Pick<DriftColumn, 'unit' | 'decides'>[];

/** What each unit of an effect means, with its formula's name, base and frame. */
const meanings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'W1/std':
      'numbers moved by this share of the reference’s standard deviation (Wasserstein-1; from the sums per bin, never above the exact one)',
    'JS base 2':
      'Jensen-Shannon distance of the shares, the root of the divergence in bits: 0 is the same, 1 has nothing in common',
    'RFF/std':
      'the mean of the vectors’ random Fourier features moved by this share of their standard deviation in the reference',
    'changed share': 'share of values unlike the only value of a constant column',
    'KS D': 'Kolmogorov-Smirnov statistic, the largest gap between the cumulated shares',
    'energy/√std': 'energy distance, over the root of the reference’s standard deviation',
    '|2 AUC - 1|':
      'how far a value of one side is likelier to be the larger one (Mann-Whitney): 0 is even, 1 is always',
    'mean/std': 'difference of the means in standard deviations of the reference',
    PSI: 'population stability index of the shares, in nats; shares below 0.0001 count as that (with Evidently’s preset its own stand-ins)',
    'KL nats': 'Kullback-Leibler divergence of the current shares from the reference’s, in nats',
    Hellinger: 'Hellinger distance of the shares, 0 to 1',
    TVD: 'total variation distance, half the sum of all differences of shares',
    'L-infinity': 'the largest difference of one share',
    'Cramér’s V': 'strength of the association between side and category, 0 to 1',
    share: 'the largest difference of one share, tested as two proportions',
    'MMD/std': 'maximum mean discrepancy of a Gaussian kernel, in standard deviations of its features',
    '2 AUC - 1': 'how well a classifier tells both sides apart, by the lower bound of its AUC: 0 is not at all',
    'JS base e': 'Jensen-Shannon distance of the shares with the natural logarithm, at most 0.83',
    energy: 'energy distance in the root of the column’s unit',
  }),
);

const P_VALUE = 'p-value of the named test: the smaller, the less chance explains it';

/** The meaning of a unit. */
export const meaningOf = (unit: string): string | undefined =>
  unit.endsWith(' p-value') ? P_VALUE : meanings.get(unit.replace("'", '’'));

/** Units of the columns with their meanings, each once, in the order of the columns. */
export const unitsIn = (columns: Said): readonly (readonly [unit: string, meaning: string])[] =>
  [...new Set(columns.map(({ unit }) => unit))].flatMap((unit) => {
    const meaning = unit === null ? undefined : meaningOf(unit);
    return unit === null || meaning === undefined ? [] : [[unit, meaning] as const];
  });

/** What makes a column drift, one sentence for each rule that the columns are judged by. */
export function rulesIn(columns: Said, { alpha }: { readonly alpha: number }): readonly string[] {
  const rules = {
    'effect and q': `The effect reaches its threshold and q is at most ${alpha}; from half the threshold on it is a warning.`,
    distance: 'The distance reaches its threshold, whatever chance does (Evidently’s rule).',
    'p-value': 'The p-value is below its threshold, one column at a time (Evidently’s rule).',
  };
  return Object.entries(rules).flatMap(([decides, text]) =>
    columns.some((column) => column.decides === decides) ? [text] : [],
  );
}

/** What q is; empty where no column has one. */
export const qMeaning = (columns: Said): string =>
  columns.some(({ decides }) => decides === 'effect and q')
    ? 'share of false alarms among all columns this certain (Benjamini-Hochberg over all tests of the run: Kolmogorov-Smirnov ' +
      'for numbers, chi-squared of two samples for categories, the law of the distance for vectors, or the test of a method asked for by name)'
    : '';

export const NOISE_MEANING = 'effect that two samples of these sizes from one population show on average';
