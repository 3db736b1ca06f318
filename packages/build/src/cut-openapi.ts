import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '../../../test/support/github/routes.ts';

/** The package that publishes GitHub's official description with the differences Octokit needs. MIT. */
const PACKAGE = '@octokit/openapi@23.0.2';
const MEMBER = 'package/generated/api.github.com.json';
const TARGET = new URL('../../../test/fixture/openapi/github.json', import.meta.url);

/** Prose and samples: nothing a validator reads. */
const PROSE = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags', 'deprecated']);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Downloads the package into a temporary folder; it is far too large (390 MB) to install. */
function download(): JsonObject {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    };
    const file = execFileSync('npm', ['pack', PACKAGE, '--silent'], options).trim();
    execFileSync('tar', ['-xzf', file, MEMBER], options);
    return JSON.parse(readFileSync(join(folder, MEMBER), 'utf8')) as JsonObject;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a `#/components/...` reference points to. */
function target(description: JsonObject, reference: string): Json {
  let value: Json | undefined = description;
  for (const part of reference.slice(2).split('/')) value = isObject(value) ? value[part] : undefined;
  if (value === undefined) throw new Error(`${reference} is not in the description`);
  return value;
}

/** OpenAPI 3.0's `nullable` in the terms of JSON Schema, which 3.1 uses. */
function withNull({ nullable, ...schema }: JsonObject): JsonObject {
  // GitHub answers these with an empty string, which their own format forbids.
  if (schema.default === '') delete schema.format;
  if (nullable !== true) return schema;
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema.enum) ? { enum: [...new Set([...schema.enum, null])] } : {};
  return { ...schema, ...values, type: [schema.type, 'null'] };
}

/** A schema without prose. Below `properties` the keys are names of data and all are kept. */
function bare(schema: Json, names = false): Json {
  if (Array.isArray(schema)) return schema.map((item) => bare(item));
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => names || !(PROSE.has(key) || key.startsWith('x-')));
  const inner = Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'enum' || key === 'required' ? value : bare(value, !names && key === 'properties'),
    ]),
  );
  return names ? inner : withNull(inner);
}

/** An operation with its parameters and responses in place; only schemas stay references. */
function operation(description: JsonObject, source: JsonObject): JsonObject {
  const resolve = (value: Json): JsonObject => {
    const direct = isObject(value) && typeof value.$ref === 'string' ? target(description, value.$ref) : value;
    return isObject(direct) ? direct : {};
  };
  const parameters = (Array.isArray(source.parameters) ? source.parameters : []).map((item) => bare(resolve(item)));
  const responses = Object.entries(isObject(source.responses) ? source.responses : {}).map(([status, response]) => {
    const { content } = resolve(response);
    return [status, content ? { content: bare(content) } : {}];
  });
  return {
    operationId: source.operationId ?? '',
    parameters,
    ...(source.requestBody && { requestBody: bare(source.requestBody) }),
    responses: Object.fromEntries(responses) as JsonObject,
  };
}

/** Every schema that `start` needs, directly or through others. */
function schemasOf(description: JsonObject, start: JsonObject): JsonObject {
  const schemas: JsonObject = {};
  const visit = (value: Json): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      if (name in schemas) continue;
      schemas[name] = bare(target(description, `#/components/schemas/${name}`));
      visit(schemas[name]);
    }
  };
  visit(start);
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The description, cut to the operations of the local GitHub. */
function cut(description: JsonObject): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const { method, path } of routes) {
    const source = target(description, '#/paths');
    const operations = isObject(source) ? source[path] : undefined;
    const found = isObject(operations) ? operations[method.toLowerCase()] : undefined;
    if (!isObject(found)) throw new Error(`GitHub's description has no ${method} ${path}`);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(description, found) };
  }
  const info = {
    title: "GitHub's REST API, cut to the operations of the local GitHub",
    version: PACKAGE.split('@').at(-1) ?? '',
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT' },
    'x-source': PACKAGE,
  };
  return { openapi: '3.1.0', info, paths, components: { schemas: schemasOf(description, paths) } };
}

/** One path and one schema per line: small, and a change of version still reads as a diff. */
function print({ paths, components, ...rest }: JsonObject): string {
  const lines = (value: Json | undefined) =>
    Object.entries(isObject(value) ? value : {}).map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`);
  const schemas = isObject(components) ? components.schemas : {};
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},\n"paths":{\n${lines(paths).join(',\n')}\n},\n"components":{"schemas":{\n${lines(schemas).join(',\n')}\n}}}\n`;
}

writeFileSync(TARGET, print(cut(download())));
