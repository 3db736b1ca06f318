import type { Spot } from '../../contract/reading.ts';
import { limitOf } from '../limits.ts';
import { isPresent, searched } from '../words.ts';
import { ARGUMENTS } from './keys.ts';
import type { Quality } from './quality.ts';

/** Metrics that count failing rows; the last three are names of ODCS 3.0. */
export const METRICS = [
  'nullValues',
  'missingValues',
  'invalidValues',
  'duplicateValues',
  'nullCheck',
  'duplicateCount',
  'validValues',
];
/** What each metric takes beside its comparison; `validValues` also stands in the rule itself. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  missingValues: ['missingValues'],
  invalidValues: ['validValues', 'pattern'],
  validValues: ['validValues', 'pattern'],
  duplicateValues: ['properties'],
};
const UNITS = ['rows', 'percent'];

/** A metric of the library as a limit on the rows that fail. */
export function counted(of: Quality, metric: string, at: Spot): void {
  const { draft, keys, table, column, comparison, modifiers } = of;
  const unit = keys.text('unit') ?? 'rows';
  const failing = limitOf(comparison, unit === 'percent' ? 'percent' : 'rows');
  const given = draft.below(keys, 'arguments', ARGUMENTS, column);
  const stray = [...(given?.keys() ?? []), ...(keys.has('validValues') ? ['validValues'] : [])].find(
    (key) => ARGUMENTS.read.includes(key) && !(TAKES[metric] ?? []).includes(key),
  );
  if (!UNITS.includes(unit)) draft.unknown(keys.at('unit'), unit, UNITS, column);
  else if (stray !== undefined) draft.refuse(at, metric, `it takes no ${stray}`, column);
  else if (failing === undefined) draft.refuse(at, metric, 'its comparison is no limit from 0 upwards', column);
  else if (column === undefined && metric === 'duplicateValues') {
    const columns = given?.texts('properties').map(table.column);
    draft.check('unique', { columns, failing, ...modifiers }, keys.line);
  } else if (column === undefined) draft.refuse(at, metric, 'it belongs to a property');
  else if (metric.startsWith('null')) draft.rule(column, { nulls: failing }, modifiers, keys.line);
  else if (metric.startsWith('duplicate')) draft.rule(column, { unique: failing }, modifiers, keys.line);
  else if (metric === 'missingValues') {
    const sql = isPresent(column, given?.list('missingValues') ?? []);
    draft.check('expr', { name: `${column} is there`, sql, failing, ...modifiers }, keys.line);
  } else {
    const values = [...(given?.list('validValues') ?? []), ...keys.list('validValues')];
    invalid({ ...of, column }, at, values, given?.text('pattern'), failing);
  }
}

function invalid(
  { draft, column, modifiers }: Quality & { readonly column: string },
  at: Spot,
  values: readonly unknown[],
  pattern: string | undefined,
  failing: string,
): void {
  const members = values.filter((each) => each !== null);
  const asked = {
    ...(members.length > 0 && { in: members }),
    ...(pattern !== undefined && { pattern: searched(pattern) }),
  };
  if (Object.keys(asked).length !== 1)
    draft.refuse(at, 'invalidValues', 'it needs either validValues or pattern', column);
  else {
    draft.hint(column, pattern === undefined ? members : [pattern], at.line);
    draft.rule(column, asked, { failing, ...modifiers }, at.line);
  }
}
