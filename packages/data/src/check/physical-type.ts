import { quoted } from '@ml-actions/core/path/inside';
import { NO_VALUES } from '../dialect/one-schema.ts';
import type { ColumnsJudged } from '../measure.ts';
import { type Agreement, agreement, type Whose } from '../physical/compare.ts';
import { type PhysicalType, parsePhysical } from '../physical/type.ts';
import type { Check } from '../rule.ts';
import type { SourceColumn } from '../source.ts';

/** A type of a column, as the contract writes it. */
export interface Wanted {
  readonly column: string;
  readonly text: string;
  /** undefined: no type that is known, which can never be judged */
  readonly type: PhysicalType | undefined;
  /** what becomes of it where nobody can tell: a name of another system is then only told to be one */
  readonly unjudged: 'error' | 'info';
}

/** The column is stored as a type, as a schema states it. */
export const physicalType = (want: Wanted): Check => ({
  kind: 'physical_type',
  expected: `stored as ${want.text}`,
  measure: {
    by: 'columns',
    judge: (columns) => {
      const own = columns.find(({ name }) => name === want.column);
      return own ? judged(want, own) : null;
    },
  },
});

function judged({ text, type, unjudged }: Wanted, { stated }: SourceColumn): ColumnsJudged {
  const told = { failing: null, of: null, broken: false };
  const open = (why: string) => ({ ...told, [unjudged === 'info' ? 'unjudged' : 'problem']: why });
  if (!stated) return open('nothing states how the column is stored');
  if (stated.types[0] === NO_VALUES) return open('no file states its type, for want of values');
  const note = `stored as ${stated.types.join(' and ')}`;
  if (!type) return open(`${note}; ${quoted(text)} is no type that is known`);
  const whose = unjudged === 'info' ? 'foreign' : 'own';
  const found = new Set(stated.types.map((each) => agreementOf(type, each, whose)));
  if (found.has('other')) return { ...told, broken: true, note };
  if (found.has('unstated')) return open(`${note}, which states no size`);
  if (found.has('unclear')) return open(`${note}, as ${text} of some systems is`);
  return told;
}

function agreementOf(want: PhysicalType, text: string, whose: Whose): Agreement {
  const have = parsePhysical(text);
  return have ? agreement(want, have, whose) : 'other';
}
