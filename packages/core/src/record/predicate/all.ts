import type * as z from 'zod';
import type { DeployPredicate } from './deploy.ts';
import type { DriftCheckPredicate } from './drift-check.ts';
import type { EvaluateGatePredicate } from './evaluate-gate.ts';
import type { ActionName } from './header.ts';
import type { RegisterModelPredicate } from './register-model.ts';
import type { TrainPredicate } from './train.ts';
import type { ValidateDataPredicate } from './validate-data.ts';

/** The predicate of each action. An action that could not decide leaves a failure in its place. */
export interface Predicates {
  readonly 'validate-data': ValidateDataPredicate;
  readonly train: TrainPredicate;
  readonly 'evaluate-gate': EvaluateGatePredicate;
  readonly 'register-model': RegisterModelPredicate;
  readonly deploy: DeployPredicate;
  readonly 'drift-check': DriftCheckPredicate;
}

/** A run reads one or two kinds of records: only their schemas are built. */
const schemas: { readonly [A in ActionName]: () => Promise<z.ZodType<Predicates[A]>> } = {
  'validate-data': async () => (await import('./validate-data.ts')).validateDataSchema,
  train: async () => (await import('./train.ts')).trainSchema,
  'evaluate-gate': async () => (await import('./evaluate-gate.ts')).evaluateGateSchema,
  'register-model': async () => (await import('./register-model.ts')).registerModelSchema,
  deploy: async () => (await import('./deploy.ts')).deploySchema,
  'drift-check': async () => (await import('./drift-check.ts')).driftCheckSchema,
};

/** The schema of an action's predicate. */
export const predicateSchema = <A extends ActionName>(action: A): Promise<z.ZodType<Predicates[A]>> =>
  schemas[action]();

const documentation = 'https://github.com/ml-actions/ml-actions/blob/main/schema/record';

/** The predicate type of an action's statements: the address of its documented schema. */
export const predicateTypeOf = (action: ActionName): string => `${documentation}/${action}-v1.json`;
