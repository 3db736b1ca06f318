import type { InferredType } from '../written.ts';
import type { Reading } from './table.ts';

/** How a column of a type is looked at. */
export function kindOf(type: InferredType): Reading['kind'] {
  if (type === 'integer' || type === 'number') return 'numeric';
  if (type === 'date' || type === 'timestamp') return 'datetime';
  if (type === 'boolean') return 'boolean';
  return type === 'string' ? 'categorical' : 'opaque';
}
