import { isMap } from 'yaml';
import type { Block } from '../block.ts';
import { plain } from '../import/values.ts';
import { cellSchemaBlock } from '../json-schema/block.ts';
import { NONE } from '../rule.ts';
import { readKeys } from './keys.ts';
import { kindOf, type Reading, type Spot } from './reading.ts';
import { readLimit, readText } from './value.ts';

export const JSON_SCHEMA_KEYS = ['column', 'schema', 'failing'] as const;

/** `json_schema: { column: payload, schema: { type: object, required: [id] }, failing: "<= 1%" }`. */
export function readJsonSchema(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, JSON_SCHEMA_KEYS);
  for (const name of ['column', 'schema']) if (!keys.has(name)) keys.refuse('', `json_schema needs \`${name}\``);
  const column = keys.get('column', readText) ?? '';
  const claim = {
    id: `json_schema(${column})`,
    kind: 'json-schema',
    column,
    severity: keys.severity,
    line: spot.line,
    expected: 'valid under its JSON Schema',
    limit: keys.get('failing', readLimit) ?? NONE,
  };
  return cellSchemaBlock({ claim, where: keys.where, column, schema: keys.get('schema', readSchema) ?? {} });
}

/** A schema stands in the contract itself, so that no change can relax it unseen. */
function readSchema(reading: Reading, spot: Spot): Record<string, unknown> {
  if (isMap(spot.node))
    return JSON.parse(JSON.stringify(plain(reading, spot), withoutBigint)) as Record<string, unknown>;
  reading.report(spot, { what: `${spot.path} must be a JSON Schema`, got: kindOf(spot.node), expected: 'a mapping' });
  return {};
}

const withoutBigint = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
