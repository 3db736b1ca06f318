import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { code, escapeText, table } from '@ml-actions/core/report/markdown';
import { sparkline } from './sparkline.ts';
import { numberText, qText, shareText } from './wording.ts';

const symbols: Readonly<Record<DriftColumn['status'], string>> = {
  ok: '✅',
  'noise-limited': '⚪',
  insufficient: '⚠️',
  warn: '⚠️',
  drift: '❌',
  schema: '❌',
};

interface Cell {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly of: (column: DriftColumn) => string;
  /** without it the column of the table is always there */
  readonly isNeeded?: (columns: readonly DriftColumn[]) => boolean;
}

const number = (value: number | null): string => (value === null ? '' : numberText(value));

const cells: readonly Cell[] = [
  { head: 'column', align: 'left', of: nameOf },
  { head: 'kind', align: 'left', of: ({ kind }) => escapeText(kind) },
  { head: 'effect', align: 'right', of: effectText },
  { head: 'threshold', align: 'right', of: ({ threshold }) => number(threshold) },
  { head: 'noise', align: 'right', of: ({ noise }) => number(noise), isNeeded: some(({ noise }) => noise !== null) },
  {
    head: 'q',
    align: 'right',
    of: ({ qValue }) => (qValue === null ? '' : qText(qValue)),
    isNeeded: some(({ qValue }) => qValue !== null),
  },
  {
    head: 'missing',
    align: 'right',
    of: ({ missing }) => (missing ? missingText(missing) : ''),
    isNeeded: some(({ missing }) => missing !== null && missing.reference + missing.current > 0),
  },
  {
    head: 'weight',
    align: 'right',
    of: ({ importance }) => numberText(importance),
    isNeeded: some(({ importance, important }) => importance !== Number(important)),
  },
  { head: 'status', align: 'left', of: ({ status }) => `${symbols[status]} ${status}` },
  { head: 'runs', align: 'left', of: ({ trend }) => sparkline(trend) },
];

function some(test: (column: DriftColumn) => boolean): (columns: readonly DriftColumn[]) => boolean {
  return (columns) => columns.some(test);
}

/** One row per column: its effect with the unit, what it is held against, its state, its last runs. */
export function columnTable(columns: readonly DriftColumn[]): string {
  const shown = cells.filter(({ isNeeded }) => isNeeded?.(columns) ?? true);
  return table(
    shown.map(({ head }) => head),
    columns.map((column) => shown.map((cell) => cell.of(column))),
    shown.map(({ align }) => align),
  );
}

function nameOf({ column, role, important }: DriftColumn): string {
  const about = [role === 'feature' ? '' : role, important ? '' : 'decides nothing'].filter(Boolean);
  return about.length > 0 ? `${code(column)} (${about.join(', ')})` : code(column);
}

function effectText({ effect, unit }: DriftColumn): string {
  if (unit === null) return '';
  return `${effect === null ? '∞' : numberText(effect)} ${unit}`;
}

/** The current share, and by how many points it changed. */
export function missingText({ reference, current }: { reference: number; current: number }): string {
  if (reference === 0 && current === 0) return '0 %';
  const points = (current - reference) * 100;
  return `${shareText(current)} (${points >= 0 ? '+' : ''}${points.toFixed(1)})`;
}

/** What the numbers do not say: missing values, new categories, too few rows, which categories changed. */
export function columnNotes(columns: readonly DriftColumn[]): string {
  const told = columns.flatMap(({ column, notes, changes, status }) => {
    const words = status === 'noise-limited' ? [] : notes.map((note) => escapeText(note));
    const moved = status === 'ok' ? [] : changes.map(changeText);
    const all = [...words, ...moved];
    return all.length > 0 ? [`- ${code(column)}: ${all.join('; ')}`] : [];
  });
  return told.join('\n');
}

const changeText = ({ value, reference, current }: DriftColumn['changes'][number]): string =>
  `${code(value)} ${shareText(reference)} → ${shareText(current)}`;
