import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftInputs } from './inputs.ts';
import { windowStart } from './stretch.ts';

const dayMs = 24 * 60 * 60 * 1000;
const dayText = (time: number): string => new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);

/**
 * The inputs with the days in their paths, all of one reading of the clock: `{date}`, `{yesterday}` and `{window.start}`
 * become `YYYY-MM-DD` in UTC.
 * @throws InputError for `{window.start}` without a window
 */
export function withDays(inputs: DriftInputs, { clock }: Pick<Ports, 'clock'>): DriftInputs {
  const now = clock();
  const expand = (path: string, name: string): string => {
    const dated = path
      .replaceAll('{date}', dayText(now.getTime()))
      .replaceAll('{yesterday}', dayText(now.getTime() - dayMs));
    return dated.includes('{window.start}')
      ? dated.replaceAll('{window.start}', windowStart(inputs, now, name))
      : dated;
  };
  const { current, predictions, truth } = inputs;
  return {
    ...inputs,
    current: current.map((path) => expand(path, 'current')),
    predictions: predictions && expand(predictions, 'predictions'),
    truth: truth && expand(truth, 'truth'),
  };
}
