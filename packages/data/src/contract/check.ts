import { isMap, isSeq } from 'yaml';
import { NONE, type Rule } from '../rule.ts';
import { namesOf } from './names.ts';
import { kindOf, notYet, type Reading, type Spot, unknownKey } from './reading.ts';
import { readCount, readLimit, readSeverity } from './value.ts';

const CHECKS = ['rows', 'unique'];
const LATER_CHECKS = ['fresh', 'expr', 'refers', 'sql', 'mean', 'share', 'duplicates', 'drift', 'future', 'freshness'];
/** An upper bound alone must not let an empty file pass. */
const SOME_ROWS = 1;
const ROWS_EXPRESSION = /^(>=|<=|>|<|=)\s*(\d+)$/;

/** One entry of `checks:`: `- rows: { between: [1000, 5e7] }`, `- unique: [user_id, day]`. */
export function readCheck(reading: Reading, spot: Spot): Rule[] {
  return [...reading.entries(spot)].flatMap(([name, at]): Rule[] => {
    if (name === 'rows') return [rowsRule(reading, at)];
    if (name === 'unique') return [uniqueRule(reading, at)];
    if (LATER_CHECKS.includes(name)) notYet(reading, at, name);
    else unknownKey(reading, at, name, CHECKS);
    return [];
  });
}

function rowsRule(reading: Reading, spot: Spot): Rule {
  const rule = { id: 'rows', column: null, line: spot.line, kind: 'rows' } as const;
  if (!isMap(spot.node)) return { ...rule, severity: 'fail', ...rowsExpression(reading, spot) };
  const keys = reading.entries(spot);
  let [min, max] = [SOME_ROWS, Number.POSITIVE_INFINITY];
  let severity: Rule['severity'] = 'fail';
  for (const [key, at] of keys) {
    if (key === 'min') min = readCount(reading, at) ?? min;
    else if (key === 'max') max = readCount(reading, at) ?? max;
    else if (key === 'between') [min, max] = between(reading, at);
    else if (key === 'severity') severity = readSeverity(reading, at);
    else if (key === 'change' || key === 'where') notYet(reading, at, `rows.${key}`);
    else unknownKey(reading, at, key, ['between', 'min', 'max', 'severity']);
  }
  if (min > max) reading.report(spot, { what: 'rows: the upper bound is below the lower', got: `${min}..${max}` });
  return { ...rule, severity, min, max };
}

function rowsExpression(reading: Reading, spot: Spot): { min: number; max: number } {
  const value = reading.scalar(spot);
  const match = typeof value === 'string' ? ROWS_EXPRESSION.exec(value.trim()) : undefined;
  const count = match ? Number(match[2]) : typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  if (count === undefined) {
    reading.report(spot, {
      what: 'rows is not a count',
      got: kindOf(spot.node),
      expected: 'such as ">= 1000" or { between: [1000, 5e7] }',
    });
    return { min: 0, max: 0 };
  }
  const operator = match?.[1] ?? '=';
  const min = operator === '>=' || operator === '=' ? count : operator === '>' ? count + 1 : SOME_ROWS;
  const max = operator === '<=' || operator === '=' ? count : operator === '<' ? count - 1 : Number.POSITIVE_INFINITY;
  return { min, max };
}

function between(reading: Reading, spot: Spot): [number, number] {
  const bounds = reading.items(spot).map((item) => readCount(reading, item));
  if (bounds.length === 2) return [bounds[0] ?? 0, bounds[1] ?? 0];
  reading.report(spot, {
    what: `${spot.path} needs two counts`,
    got: `${bounds.length}`,
    expected: '[lowest, highest]',
  });
  return [0, 0];
}

function uniqueRule(reading: Reading, spot: Spot): Rule {
  const keys = isMap(spot.node) && !isSeq(spot.node) ? reading.entries(spot) : undefined;
  for (const [key, at] of keys ?? []) {
    if (key === 'where') notYet(reading, at, 'unique.where');
    else if (!['columns', 'failing', 'severity'].includes(key))
      unknownKey(reading, at, key, ['columns', 'failing', 'severity']);
  }
  const [columnsAt, failing, severity] = keys
    ? [keys.get('columns'), keys.get('failing'), keys.get('severity')]
    : [spot];
  if (!columnsAt) reading.report(spot, { what: 'unique names no column', expected: '`unique: [a, b]`' });
  const columns = columnsAt ? namesOf(reading, columnsAt) : [];
  return {
    id: `unique(${columns.join(',')})`,
    column: columns.length === 1 ? (columns[0] ?? null) : null,
    severity: severity ? readSeverity(reading, severity) : 'fail',
    line: spot.line,
    kind: 'unique',
    columns,
    limit: failing ? readLimit(reading, failing) : NONE,
  };
}
