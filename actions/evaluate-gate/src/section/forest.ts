import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { codeBlock } from '@ml-actions/core/report/markdown';
import { oriented } from '../wording.ts';
import { mostRows } from './table.ts';

/** The scale: multiples of the allowance, worse to the left. */
const reach = 2;
const columnsPerUnit = 10;
const width = 2 * reach * columnsPerUnit + 1;
const labelWidth = 18;

/**
 * A forest plot that also reads in mail: each change with its interval in units of its own allowance, the limit at -1.
 * Empty where no row has an allowance to be measured by.
 */
export function forest(checks: readonly GateRow[]): string {
  const rows = checks.filter(isMeasured).slice(0, mostRows);
  if (rows.length === 0) return '';
  return codeBlock([axis(), ...rows.map(line)].join('\n'), 'text');
}

type Measured = GateRow & { readonly change: number; readonly margin: number };

/** A demanded improvement or an equality has its limit elsewhere; the table tells those. */
const isMeasured = (row: GateRow): row is Measured =>
  row.change !== null &&
  row.margin !== null &&
  row.margin > 0 &&
  row.direction !== 'none' &&
  !/at least|±/.test(row.allowed);

const columnOf = (units: number): number => Math.round((units + reach) * columnsPerUnit);

function axis(): string {
  const marks = blank();
  const write = (text: string, units: number) => {
    const start = Math.min(width - text.length, Math.max(0, columnOf(units) - Math.floor(text.length / 2)));
    for (const [at, character] of [...text].entries()) marks[start + at] = character;
  };
  write('-2', -reach);
  write('limit', -1);
  write('0', 0);
  write('+1', 1);
  write('+2', reach);
  return `${'change / allowance'.padEnd(labelWidth)} ${marks.join('')}`.trimEnd();
}

const blank = (): string[] => new Array<string>(width).fill(' ');

function line({ metric, scope, change, interval, margin, direction }: Measured): string {
  const marks = blank();
  const set = (units: number, character: string) => {
    marks[Math.min(width - 1, Math.max(0, columnOf(units)))] = character;
  };
  set(-1, '┊');
  set(0, '│');
  const [point = 0] = oriented([change / margin, change / margin], direction);
  if (interval) {
    const [low, high] = oriented([interval[0] / margin, interval[1] / margin], direction);
    for (let at = Math.max(0, columnOf(low)); at <= Math.min(width - 1, columnOf(high)); at++) marks[at] = '─';
    set(low, low < -reach ? '‹' : '├');
    set(high, high > reach ? '›' : '┤');
  }
  set(point, Math.abs(point) > reach ? (point < 0 ? '«' : '»') : '●');
  return `${label(metric, scope)} ${marks.join('')}`.trimEnd();
}

/** One column per character: anything that would move the marks is replaced. */
function label(metric: string, scope: string): string {
  const part = scope.replace(/^(slices|fairness|robustness)\./, '').replaceAll(/[^,]+=/g, '');
  const plain = `${metric}${part && ` ${part}`}`.replace(/[^\x20-\x7e]/g, '?');
  return (plain.length > labelWidth ? `${plain.slice(0, labelWidth - 1)}~` : plain).padEnd(labelWidth);
}
