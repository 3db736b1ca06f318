import { createHash } from 'node:crypto';
import type { ActionName } from './predicate/header.ts';

const legDigits = 8;

/**
 * The id that keeps two records of one action in one run apart: the gate's id or `default`, and a hash of the matrix
 * leg where the job has one.
 */
export function recordId(given: string | undefined, matrix: string | undefined): string {
  const id = given ?? 'default';
  if (!matrix || matrix === 'null' || matrix === '{}') return id;
  return `${id}-${createHash('sha256').update(canonicalLeg(matrix)).digest('hex').slice(0, legDigits)}`;
}

function canonicalLeg(matrix: string): string {
  try {
    const leg = JSON.parse(matrix) as Record<string, unknown>;
    return JSON.stringify(Object.entries(leg).sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return matrix;
  }
}

/** Key of one record in its run. */
export const recordKey = (action: ActionName, id: string): string => `${action}/${id}`;

/** Path of a record, relative to the workspace, with `/`. */
export const recordPath = (model: string, action: ActionName, id: string): string =>
  `.ml-actions/${model}/${action}-${id}.json`;

/** Name of the artifact that carries a record. */
export const artifactName = (model: string, action: ActionName, id: string, attempt: number): string =>
  `ml-actions-${model}-${action}-${id}-${attempt}`;
