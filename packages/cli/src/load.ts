import type { ActionName } from '@ml-actions/core/record/predicate/header';
import type { Load } from '@ml-actions/core/runner/load';

/** One chunk of the bundle per action, loaded when it is needed. */
const chunks: Readonly<Record<ActionName, () => Promise<{ readonly action: unknown }>>> = {
  'validate-data': () => import('@ml-actions/validate-data/action'),
  train: () => import('@ml-actions/train/action'),
  'evaluate-gate': () => import('@ml-actions/evaluate-gate/action'),
  'register-model': () => import('@ml-actions/register-model/action'),
  deploy: () => import('@ml-actions/deploy/action'),
  'drift-check': () => import('@ml-actions/drift-check/action'),
};

/** Loads one of the six actions. */
export const load: Load = async (name) => (await chunks[name]()).action as never;
