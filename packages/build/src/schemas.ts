import { driftReportSchema } from '@ml-actions/core/record/drift-report';
import { predicateSchema, predicateTypeOf } from '@ml-actions/core/record/predicate/all';
import { actionNames } from '@ml-actions/core/record/predicate/header';
import type { Action } from '@ml-actions/core/runner/action';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { sharedSchemas } from '@ml-actions/core/runner/config';
import type { Inputs } from '@ml-actions/core/runner/input';
import * as z from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

const json = (schema: JsonSchema): string => `${JSON.stringify(schema, null, 2)}\n`;
const options = { io: 'input', unrepresentable: 'any' } as const;

/** `schema/ml-actions.json`: the configuration file, from the definitions that also read it. */
export function configSchema(actions: readonly Action[]): string {
  const sections = actions.map((action) => [action.name, sectionSchema(action)] as const);
  const shared = Object.entries(sharedSchemas).map(([name, schema]) => [name, fragment(schema)] as const);
  return json({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ml-actions.yml',
    type: 'object',
    required: ['version'],
    additionalProperties: false,
    properties: { version: { const: 1 }, ...Object.fromEntries([...shared, ...sections]) },
  });
}

function sectionSchema(action: Action): JsonSchema {
  const inputs = Object.entries({ ...action.inputs, ...(commonInputs as Inputs) }).filter(
    ([, { secret, expression, later }]) => !secret && !expression && later !== true,
  );
  const properties = Object.fromEntries(
    inputs.map(([name, { schema, doc }]) => [name, { description: doc, ...fragment(schema) }]),
  );
  const overlay =
    'environment' in action.inputs
      ? { environments: { type: 'object', additionalProperties: { type: 'object', properties } } }
      : {};
  return { type: 'object', additionalProperties: false, properties: { ...properties, ...overlay } };
}

function fragment(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, options);
  return rest;
}

/** `schema/record/<action>-v1.json`: what each predicate holds; the predicate types are these files' addresses. */
export const recordSchemas = (): Promise<readonly (readonly [string, string])[]> =>
  Promise.all(
    actionNames.map(async (name) => {
      const schema = z.toJSONSchema(await predicateSchema(name), options);
      const text = json({ ...schema, $id: predicateTypeOf(name), title: `Predicate of ${name}` });
      return [`record/${name}-v1.json`, text] as const;
    }),
  );

/** `schema/report/drift-check-v1.json`: the file of the output `report`. */
export const reportSchema = (): string =>
  json({
    ...z.toJSONSchema(driftReportSchema, options),
    $id: predicateTypeOf('drift-check').replace('/record/', '/report/'),
    title: 'Report of drift-check',
  });
