import { InputError, messageOf } from '@ml-actions/core/error';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** The first thing that is wrong with a text: `not JSON`, or the schema's keyword that it breaks; null when it holds. */
export type Validator = (text: string) => string | null;

const NOT_JSON = 'not JSON';

/**
 * Validates JSON texts by a JSON Schema: draft 7, or 2019-09 or 2020-12 where `$schema` says so. Formats are asserted;
 * nothing is fetched, so every `$ref` must lie in the schema.
 *
 * @throws InputError for what is no schema: an unknown keyword or format, a type that is none, a `$ref` elsewhere
 */
export function validatorOf(schema: Readonly<Record<string, unknown>>): Validator {
  const validate = compiled(schema);
  return (text) => {
    const value = parsed(text);
    if (value === undefined) return NOT_JSON;
    return validate(value) ? null : (validate.errors?.[0]?.keyword ?? 'schema');
  };
}

function compiled(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  try {
    const ajv = new (dialectOf(String(schema.$schema ?? '')))({
      strictSchema: true,
      strictTypes: false,
      strictTuples: false,
      ownProperties: true, // a required `constructor` is in no object by itself
    });
    formats.default(ajv);
    return ajv.compile(schema);
  } catch (error) {
    throw new InputError(`the schema cannot be used: ${messageOf(error)}`);
  }
}

function dialectOf(uri: string): typeof Ajv | typeof Ajv2019 | typeof Ajv2020 {
  if (uri.includes('2020-12')) return Ajv2020;
  return uri.includes('2019-09') ? Ajv2019 : Ajv;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
