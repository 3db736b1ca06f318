import { parse } from 'yaml';
import * as z from 'zod';

/** One input of an action: its meaning, its type, and how a workflow's text becomes a value of that type. */
export interface Input<T> {
  readonly doc: string;
  readonly schema: z.ZodType<NonNullable<T>>;
  /** a workflow gives text; the configuration file gives native YAML and skips this step */
  readonly fromText: (text: string) => unknown;
  readonly default?: NonNullable<T>;
  /** how the README words a default that the action works out by itself */
  readonly absent?: string;
  readonly required?: boolean;
  /** masked in the log and refused in the configuration file */
  readonly secret?: boolean;
  /** `true`: no value is accepted yet; a list: those values are not accepted yet */
  readonly later?: true | readonly string[];
  /** the only real default in `action.yml`, an expression that GitHub evaluates */
  readonly expression?: string;
}

export type Inputs = Readonly<Record<string, Input<unknown>>>;

/** The values of a set of inputs, as the action's `run` receives them. */
export type Values<S extends Inputs> = { readonly [K in keyof S]: S[K] extends Input<infer T> ? T : never };

interface Options<T> {
  readonly default?: T;
  readonly absent?: string;
  readonly required?: true;
  readonly secret?: true;
  readonly later?: true | readonly string[];
  readonly expression?: string;
}

type Given<T, O> = O extends { readonly default: unknown } | { readonly required: true } ? T : T | undefined;

const build =
  <T>(schema: z.ZodType<T>, fromText: (text: string) => unknown) =>
  <const O extends Options<T>>(doc: string, options?: O): Input<Given<T, O>> =>
    ({ doc, schema, fromText, ...options }) as unknown as Input<Given<T, O>>;

const yamlValue = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return text;
  }
};

const lines = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const listFromText = (text: string): unknown => (text.trimStart().startsWith('[') ? yamlValue(text) : lines(text));

const flagFromText = (text: string): unknown => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text);

const numberFromText = (text: string): unknown =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;

/** Free text. */
export const text = build(z.string(), (value) => value);

/** `true` or `false`. */
export const flag = build(z.boolean(), flagFromText);

/** A whole number, zero or more. */
export const count = build(z.number().int().nonnegative(), numberFromText);

/** A finite number. */
export const number = build(z.number(), numberFromText);

/** Several texts: one per line in a workflow, a list (or one text) in the configuration file. */
export const list = build(
  z.union([z.array(z.string()), z.string().transform((one) => [one])]) as unknown as z.ZodType<readonly string[]>,
  listFromText,
);

/** One of a fixed set of words. */
export const choice = <const W extends readonly [string, ...string[]]>(words: W) =>
  build<W[number]>(z.enum(words), (value) => value);

/** A structure with a schema of its own: YAML text in a workflow. */
export const structure = <T>(schema: z.ZodType<T>) => build(schema, yamlValue);
