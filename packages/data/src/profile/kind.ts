import type { InferredType } from '../written.ts';
import type { Reading } from './table.ts';

/** Longer lists are signals and pictures rather than embeddings, and the engine reads 2,048 of them at a time: 0.25 GB. */
export const MOST_DIMENSIONS = 16_384;

/** How a column of a type is looked at; of lists, their values decide. */
export function kindOf(type: InferredType): Reading['kind'] {
  if (type === 'integer' || type === 'number') return 'numeric';
  if (type === 'date' || type === 'timestamp') return 'datetime';
  if (type === 'boolean') return 'boolean';
  return type === 'string' ? 'categorical' : 'opaque';
}
