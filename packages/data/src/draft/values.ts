import type { LogicalType } from '../typing.ts';
import type { Merged } from './merge.ts';
import type { Proven } from './probe.ts';
import { boundsAround, lengthAbove } from './slack.ts';

/** Keys of a column, and a note where they need one. */
export interface ValueRules {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly note: string;
}

/** What all values of a column of a known type have in common. */
export function valueRules(column: Merged, type: LogicalType, proven: Proven): ValueRules {
  if (type === 'string') return textRules(column, proven);
  if (type === 'integer' || type === 'number') return { keys: numberRules(column), note: '' };
  if (type === 'boolean') return { keys: {}, note: '' };
  return { keys: timeRules(column, type, proven.holds(column.name, 'past')), note: '' };
}

function numberRules({ type, low, high, notFinite, values, distinct }: Merged): ValueRules['keys'] {
  if (notFinite > 0) return { finite: false };
  const isFlag = distinct === 2 && values?.every(({ value }) => value === '0' || value === '1');
  if (isFlag) return { in: [0, 1] };
  return low === null || high === null ? {} : { ...boundsAround(low, high, type === 'integer') };
}

/** From the first year on; up to now, where nothing lies in the future, else up to the year behind the last. */
function timeRules({ low, high }: Merged, type: 'date' | 'timestamp', isPast: boolean): ValueRules['keys'] {
  if (low === null || high === null) return {};
  const [first, last] = [new Date(low).getUTCFullYear(), new Date(high).getUTCFullYear()];
  if (!(first >= 0 && last < 9_999)) return {};
  const written = (year: number, day: string): string =>
    `${String(year).padStart(4, '0')}-${day}${type === 'date' ? '' : 'T00:00:00Z'}`;
  return { min: written(first, '01-01'), ...(isPast ? { past: true } : { max: written(last + 1, '12-31') }) };
}

/** A form that all of them have; else a closed set; else lengths. */
function textRules(column: Merged, proven: Proven): ValueRules {
  const [format, dateFormat] = [proven.format(column.name), proven.dateFormat(column.name)];
  if (format !== undefined) return { keys: { format }, note: '' };
  if (dateFormat !== undefined) return { keys: { date_format: dateFormat }, note: '' };
  const { listed, once } = categories(column);
  if (listed !== null && once === 0) return { keys: { in: listed }, note: '' };
  return {
    keys: formlessText(column, proven),
    note: once === 0 ? '' : `${once} of ${column.distinct} values occur once: others will come, so none are listed`,
  };
}

/** What has no form of its own, a person's data among it: no value stands in these. */
export function formlessText({ name, longest, shortest }: Merged, proven: Proven): ValueRules['keys'] {
  const isFixed = longest === shortest && longest > 1;
  const most = longest > 0 ? { max_length: lengthAbove(longest) } : {};
  return {
    ...(isFixed ? { min_length: longest, max_length: longest } : most),
    ...(shortest > 0 && proven.holds(name, 'blank') && { blank: 0 }),
    ...(proven.holds(name, 'trim') && { trim: true }),
  };
}

/** A value is a category when it occurs so often on average. */
const ROWS_PER_CATEGORY = 10;
const MOST_CATEGORIES = 30;
/** Longer texts are no categories. */
const LONGEST_CATEGORY = 100;

/**
 * The values of a set that may be closed. The sign of an open one is that values occur only once: their share estimates
 * how many later values are new (Good 1953).
 */
function categories({ values, present, longest }: Merged): { readonly listed: string[] | null; readonly once: number } {
  const isSet =
    values !== null &&
    values.length <= MOST_CATEGORIES &&
    present >= ROWS_PER_CATEGORY * values.length &&
    longest <= LONGEST_CATEGORY;
  if (!isSet) return { listed: null, once: 0 };
  return { listed: values.map(({ value }) => value), once: values.filter(({ count }) => count === 1).length };
}
