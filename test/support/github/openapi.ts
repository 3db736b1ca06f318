import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Route } from './route.ts';

interface JsonSchema {
  readonly properties?: Record<string, unknown>;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}
interface Media {
  readonly content?: Record<string, { schema?: JsonSchema }>;
}
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Media & { required?: boolean };
  readonly responses: Record<string, Media>;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
}

const FIXTURE = new URL('../../fixture/openapi/github.json', import.meta.url);
const JSON_TYPE = 'application/json';
const pointer = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/** Names a request may carry though the description does not list them for every operation. */
const ALWAYS_ALLOWED = ['per_page', 'page'];

const said = ({ errors }: ValidateFunction): string[] =>
  (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );

const propertiesOf = (schema: JsonSchema): string[] => [
  ...Object.keys(schema.properties ?? {}),
  ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(propertiesOf),
];

/**
 * Holds requests and answers to GitHub's own description (OpenAPI, cut to our operations). Stricter than GitHub in one
 * thing: a query parameter or a property of the body that the operation does not know is a mistake, not ignored.
 */
export class Contract {
  readonly #description = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Description;
  readonly #bodies = new Ajv({ strict: false, logger: false, validateSchema: false });
  readonly #parameters = new Ajv({ strict: false, logger: false, coerceTypes: true, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    formats.default(this.#bodies);
    formats.default(this.#parameters);
    this.#bodies.addSchema({ $id: 'github', ...this.#description });
    this.#parameters.addSchema({ $id: 'github', ...this.#description });
  }

  #operation({ method, path }: Route): Operation {
    const operation = this.#description.paths[path]?.[method.toLowerCase()];
    if (!operation)
      throw new Error(`${method} ${path}: not in the cut description; run packages/build/src/cut-openapi.ts`);
    return operation;
  }

  #schema(at: string, ajv = this.#bodies, schema: object = { $ref: `github#${at}` }): ValidateFunction {
    const known = this.#compiled.get(at);
    if (known) return known;
    const compiled = ajv.compile(schema);
    this.#compiled.set(at, compiled);
    return compiled;
  }

  /** What is wrong with a request; empty when nothing is. */
  request(route: Route, params: ReadonlyMap<string, string>, query: URLSearchParams, body: unknown): string[] {
    const operation = this.#operation(route);
    return [
      ...this.#values(route, operation, 'path', Object.fromEntries(params)),
      ...this.#values(route, operation, 'query', Object.fromEntries(query)),
      ...this.#body(route, operation, body),
    ];
  }

  #values(route: Route, operation: Operation, place: 'path' | 'query', values: Record<string, string>): string[] {
    const known = operation.parameters.filter((parameter) => parameter.in === place);
    const schema = {
      type: 'object',
      properties: Object.fromEntries(known.map(({ name, schema }) => [name, this.#local(schema)])),
      required: known.filter(({ required }) => required).map(({ name }) => name),
    };
    const names = new Set([...known.map(({ name }) => name), ...(place === 'query' ? ALWAYS_ALLOWED : [])]);
    const unknown = Object.keys(values).filter((name) => !names.has(name));
    const validate = this.#schema(`${place} ${route.method} ${route.path}`, this.#parameters, schema);
    const problems = validate({ ...values }) ? [] : said(validate);
    return [...problems, ...unknown.map((name) => `unknown ${place} parameter ${name}`)];
  }

  /** References inside a parameter's schema, made to point into the description. */
  #local(schema: object): object {
    return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/')) as object;
  }

  #body(route: Route, { requestBody }: Operation, body: unknown): string[] {
    const schema = requestBody?.content?.[JSON_TYPE]?.schema;
    if (!schema) return [];
    if (body === undefined) return requestBody.required ? ['a body is required'] : [];
    const at = `${pointer('paths', route.path, route.method.toLowerCase())}/requestBody${pointer('content', JSON_TYPE)}/schema`;
    const validate = this.#schema(at);
    if (!validate(body)) return said(validate);
    const known = propertiesOf(schema);
    if (known.length === 0 || typeof body !== 'object' || Array.isArray(body)) return [];
    const unknown = Object.keys(body ?? {}).filter((name) => !known.includes(name));
    return unknown.map((name) => `unknown property ${name}`);
  }

  /** What is wrong with an answer. Errors that the description leaves open (401, 5xx, ...) may be anything. */
  response(route: Route, status: number, body: unknown): string[] {
    const { responses } = this.#operation(route);
    const response = responses[status];
    if (!response) return status < 400 ? [`status ${status} is not described`] : [];
    if (body === undefined) return [];
    if (!response.content?.[JSON_TYPE]?.schema) return status < 400 ? [`status ${status} has no JSON body`] : [];
    const at = `${pointer('paths', route.path, route.method.toLowerCase(), 'responses', String(status))}${pointer('content', JSON_TYPE)}/schema`;
    const validate = this.#schema(at);
    return validate(JSON.parse(JSON.stringify(body))) ? [] : said(validate);
  }
}
