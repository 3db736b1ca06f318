import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { countText } from '@ml-actions/core/report/count-text';
import { code, escapeText, table } from '@ml-actions/core/report/markdown';
import { sparkline } from './sparkline.ts';
import { numberText, qText } from './wording.ts';

const symbols: Readonly<Record<DriftColumn['status'], string>> = {
  ok: '✅',
  'noise-limited': '⚪',
  insufficient: '⚠️',
  warn: '⚠️',
  drift: '❌',
  schema: '❌',
};

const headers = ['column', 'kind', 'effect', 'threshold', 'noise', 'q', 'rows', 'status', 'runs'];
const align = ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left', 'left'] as const;

/** One row per column: its effect with the unit, what it is held against, its state, its last runs. */
export const columnTable = (columns: readonly DriftColumn[]): string => table(headers, columns.map(rowOf), align);

function rowOf(column: DriftColumn): string[] {
  const { threshold, noise, qValue, current, kind, role } = column;
  const name = role === 'feature' ? code(column.column) : `${code(column.column)} (${role})`;
  return [
    column.important ? name : `${name} (weight 0)`,
    escapeText(kind),
    effectText(column),
    threshold === null ? '' : numberText(threshold),
    noise === null ? '' : numberText(noise),
    qValue === null ? '' : qText(qValue),
    countText(current),
    `${symbols[column.status]} ${column.status}`,
    sparkline(column.trend),
  ];
}

function effectText({ effect, unit }: DriftColumn): string {
  if (unit === null) return '';
  return `${effect === null ? '∞' : numberText(effect)} ${unit}`;
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

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const changeText = ({ value, reference, current }: DriftColumn['changes'][number]): string =>
  `${code(value)} ${percent(reference)} → ${percent(current)}`;
