import type { Label } from '@ml-actions/core/github/issue';
import { sha256 } from '@ml-actions/core/json/digest';

/** GitHub's limit for a label's name. */
const LONGEST_LABEL = 50;
const HASH_DIGITS = 8;
const neutralColor = 'ededed';

/** What the hidden marker of an issue says: one issue per model and environment. */
export const issueKey = (model: string, environment: string): string => `drift-check/${model}/${environment}`;

/** The labels that find the issue again, and the user's own. */
export function labelsFor(
  model: string,
  extra: readonly string[],
): { readonly identifying: readonly Label[]; readonly extra: readonly Label[] } {
  return {
    identifying: [
      { name: 'drift-check', color: 'd93f0b', description: 'Production data moved away from the training data' },
      { name: modelLabel(model), color: 'c5def5', description: 'About one model' },
    ],
    extra: extra.map((name) => ({ name, color: neutralColor, description: '' })),
  };
}

/** `model:NAME`; a long name keeps its beginning and a digest, so that two models never share a label. */
export function modelLabel(model: string): string {
  const label = `model:${model}`;
  if (label.length <= LONGEST_LABEL) return label;
  return `${label.slice(0, LONGEST_LABEL - HASH_DIGITS - 1)}-${sha256(model).slice(0, HASH_DIGITS)}`;
}
