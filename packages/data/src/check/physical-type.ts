import { type Agreement, agreement } from '../physical/compare.ts';
import { type PhysicalType, parsePhysical } from '../physical/type.ts';
import type { Check } from '../rule.ts';

/** The column is stored as a type, as a schema states it. Where nothing does, nobody can tell. */
export const physicalType = (column: string, text: string, want: PhysicalType): Check => ({
  kind: 'physical_type',
  expected: `stored as ${text}`,
  measure: {
    by: 'columns',
    judge: (columns) => {
      const own = columns.find(({ name }) => name === column);
      if (!own) return null;
      const told = { failing: null, of: null };
      if (!own.stated) return { ...told, broken: true, problem: 'nothing states how the column is stored' };
      const { types } = own.stated;
      const found = new Set(types.map((type) => agreementOf(want, type)));
      const note = `stored as ${types.join(' and ')}`;
      if (found.has('other')) return { ...told, broken: true, note };
      if (found.has('unstated')) return { ...told, broken: true, problem: `${note}, which states no size` };
      return { ...told, broken: false };
    },
  },
});

function agreementOf(want: PhysicalType, type: string): Agreement {
  const have = parsePhysical(type);
  return have ? agreement(want, have) : 'other';
}
