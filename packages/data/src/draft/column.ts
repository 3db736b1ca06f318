import { countText } from '@ml-actions/core/report/count-text';
import { soundsPersonal } from '../pii/column-names.ts';
import { KINDS } from '../pii/kinds.ts';
import type { LogicalType } from '../typing.ts';
import { logical } from './facts.ts';
import { isIdentifier } from './identifier.ts';
import type { Merged } from './merge.ts';
import type { Proven } from './probe.ts';
import { missingLimit } from './slack.ts';
import { formlessText, type ValueRules, valueRules } from './values.ts';

/** What the contract says of one column, and a line for whoever reads it. */
export interface DraftColumn extends ValueRules {
  readonly name: string;
}

/** The rules of one column that hold now and should hold later. */
export function draftColumn(column: Merged, proven: Proven, isKey: boolean): DraftColumn {
  const { name, optional, present, spellings } = column;
  const stated = column.type === undefined ? undefined : logical(column.type);
  const type = stated !== undefined && proven.holds(name, 'type') ? stated : undefined;
  const about = {
    ...(type && { type }),
    ...(optional && { optional: true }),
    ...(spellings.length > 0 && { missing: spellings }),
  };
  if (present === 0) return { name, keys: about, note: 'no value yet' };
  const personal = personalNote(name, proven);
  const values = personal === '' ? ofValues(column, type, proven) : ofPersonal(column, type, proven);
  return {
    name,
    keys: {
      ...about,
      ...(!isKey && missingRule(column)),
      ...(!isKey && isIdentifier(column) && { unique: true }),
      ...values.keys,
    },
    note: [missingNote(column), personal, values.note].filter(Boolean).join('; '),
  };
}

function ofValues(column: Merged, type: LogicalType | undefined, proven: Proven): ValueRules {
  if (type !== undefined) return valueRules(column, type, proven);
  const isNested = column.type?.startsWith('other:') === true;
  return { keys: {}, note: isNested ? 'nested or binary: its values are not looked into' : 'values of several types' };
}

/** Its form, but no value of it, nor a bound. */
function ofPersonal(column: Merged, type: LogicalType | undefined, proven: Proven): ValueRules {
  const format = proven.format(column.name);
  const form = format === undefined ? formlessText(column, proven) : { format };
  return { keys: { ...(type === 'string' && form), pii: true }, note: '' };
}

function personalNote(name: string, proven: Proven): string {
  const kinds = proven.personal(name).map((kind) => KINDS[kind].words);
  if (kinds.length > 0) return `holds what looks like ${kinds.join(' and ')}: no value of it is written here`;
  return soundsPersonal(name) ? 'its name sounds personal: no value of it is written here' : '';
}

function missingRule({ missing }: Merged): Readonly<Record<string, unknown>> {
  const [worst] = missing
    .filter((each) => each.missing > 0)
    .toSorted((a, b) => b.missing / b.rows - a.missing / a.rows);
  return worst ? { nulls: missingLimit(worst.missing, worst.rows) } : { required: true };
}

function missingNote({ missing }: Merged): string {
  const total = missing.reduce((sum, each) => sum + each.missing, 0);
  const rows = missing.reduce((sum, each) => sum + each.rows, 0);
  return total === 0 ? '' : `${countText(total)} of ${countText(rows)} missing`;
}
