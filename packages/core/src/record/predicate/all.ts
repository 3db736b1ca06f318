import * as z from 'zod';
import { deploySchema } from './deploy.ts';
import { driftCheckSchema } from './drift-check.ts';
import { evaluateGateSchema } from './evaluate-gate.ts';
import { type ActionName, failureSchema } from './header.ts';
import { registerModelSchema } from './register-model.ts';
import { trainSchema } from './train.ts';
import { validateDataSchema } from './validate-data.ts';

/** The predicate of each action. An action that could not decide leaves a failure in its place. */
export const predicateSchemas = {
  'validate-data': validateDataSchema,
  train: trainSchema,
  'evaluate-gate': evaluateGateSchema,
  'register-model': registerModelSchema,
  deploy: deploySchema,
  'drift-check': driftCheckSchema,
} as const satisfies Record<ActionName, z.ZodType>;

export type Predicates = { readonly [A in ActionName]: z.infer<(typeof predicateSchemas)[A]> };

const documentation = 'https://github.com/ml-actions/ml-actions/blob/main/schema/record';

/** The predicate type of an action's statements: the address of its documented schema. */
export const predicateTypeOf = (action: ActionName): string => `${documentation}/${action}-v1.json`;

export const anyPredicateSchema = z.union([failureSchema, ...Object.values(predicateSchemas)]);
