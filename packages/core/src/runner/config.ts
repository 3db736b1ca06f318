import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import * as z from 'zod';
import { inputProblem, problemText } from '../error.ts';
import { actionNames, modelName } from '../record/predicate/header.ts';
import { nearest } from './nearest.ts';

export const defaultConfigPath = 'ml-actions.yml';

/** Which columns mean what, shared by the actions that read data. */
export const columnsSchema = z.strictObject({
  id: z.string().optional(),
  truth: z.string().optional(),
  score: z.string().optional(),
  prediction: z.string().optional(),
  weight: z.string().optional(),
  cluster: z.string().optional(),
});

const url = z.url({ protocol: /^https?$/ });

/**
 * Whose signatures count: public keys (PEM text or a file's path), and identities of keyless signers. `root`: a file with
 * another trusted root than that of Sigstore's public good instance; `sigstore`: the services that sign in its place.
 */
export const trustSchema = z
  .strictObject({
    keys: z.array(z.string()).min(1).optional(),
    identities: z
      .array(
        z.strictObject({
          issuer: z.string().default('https://token.actions.githubusercontent.com'),
          subject: z.string(),
        }),
      )
      .min(1)
      .optional(),
    root: z.string().optional(),
    sigstore: z.strictObject({ fulcio: url, rekor: url.optional(), timestamp: url.optional() }).optional(),
  })
  .refine(({ keys, identities, sigstore }) => keys ?? identities ?? sigstore, 'name `keys` or `identities`')
  .refine(
    ({ sigstore }) => !sigstore || sigstore.rekor !== undefined || sigstore.timestamp !== undefined,
    '`sigstore` needs `rekor` or `timestamp`, which witness when it was signed',
  );

/** The settings that stand above the actions' own sections. */
export const sharedSchemas = {
  model: modelName,
  store: z.string(),
  data: z.union([z.string(), z.array(z.string())]),
  columns: columnsSchema,
  trust: trustSchema,
  handover: z.string(),
} as const;
export type Shared = { readonly [K in keyof typeof sharedSchemas]?: z.infer<(typeof sharedSchemas)[K]> };

/** A value of the configuration file and the line it stands on. */
export interface Placed {
  readonly value: unknown;
  readonly line: number;
}

export interface Config {
  /** the path as messages name it */
  readonly name: string;
  readonly shared: Shared;
  readonly section: (action: string) => ReadonlyMap<string, Placed>;
  readonly problems: readonly string[];
}

export const emptyConfig: Config = { name: defaultConfigPath, shared: {}, section: () => new Map(), problems: [] };

const topLevel = ['version', ...Object.keys(sharedSchemas), ...actionNames];

/**
 * Reads `ml-actions.yml` (YAML 1.2, duplicate keys are errors). Problems are collected, not thrown, so that they
 * stand in one error together with those of the workflow's inputs. Text that is no YAML mapping throws an InputError.
 */
export function parseConfig(text: string, name: string): Config {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken)
    throw inputProblem({ where: name, what: broken.message.split('\n')[0] ?? 'not YAML', next: 'Mend the YAML.' });
  const lineOf = (node: Node | null | undefined): number => (node?.range ? lineCounter.linePos(node.range[0]).line : 1);
  if (!isMap(document.contents)) {
    throw inputProblem({
      where: name,
      what: 'is not a configuration',
      got: 'no mapping',
      expected: 'version: 1 and sections',
      next: 'Start with `version: 1`.',
    });
  }
  const root = document.contents as YAMLMap<Node, Node | null>;
  return readRoot(name, placedEntries(root, lineOf), (key) => {
    const node = root.get(key, true) as unknown as Node | undefined;
    return isMap(node) ? placedEntries(node as YAMLMap<Node, Node | null>, lineOf) : undefined;
  });
}

function placedEntries(map: YAMLMap<Node, Node | null>, lineOf: (node: Node | null) => number): Map<string, Placed> {
  return new Map(
    map.items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : String(key),
      { value: value?.toJSON() ?? null, line: lineOf(key) },
    ]),
  );
}

type Entries = Map<string, Placed>;

function readRoot(name: string, root: Entries, entriesOf: (key: string) => Entries | undefined): Config {
  const problems: string[] = [];
  const complain = (line: number, what: string, expected: string, got?: string, next?: string) =>
    problems.push(
      problemText({ where: `${name}:${line}`, what, expected, ...(got && { got }), ...(next && { next }) }),
    );
  const version = root.get('version');
  if (version?.value !== 1)
    complain(version?.line ?? 1, '`version` is wrong', '1', JSON.stringify(version?.value ?? null));
  for (const [key, { line }] of root) {
    if (!topLevel.includes(key))
      complain(line, `unknown key \`${key}\``, topLevel.join(', '), undefined, suggestion(key, topLevel));
  }
  const shared: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(sharedSchemas)) {
    const placed = root.get(key);
    if (!placed || placed.value === null) continue;
    const parsed = schema.safeParse(placed.value);
    if (parsed.success) shared[key] = parsed.data;
    else complain(placed.line, `\`${key}\` is wrong`, issueText(parsed.error), shortJson(placed.value));
  }
  const sections = new Map<string, Entries>();
  for (const action of actionNames) {
    const placed = root.get(action);
    if (!placed || placed.value === null) continue;
    const entries = entriesOf(action);
    if (entries) sections.set(action, entries);
    else complain(placed.line, `\`${action}\` is wrong`, 'a mapping of inputs', shortJson(placed.value));
  }
  return { name, shared: shared as Shared, section: (action) => sections.get(action) ?? new Map(), problems };
}

/** `Did you mean "x"?` or nothing. */
export function suggestion(name: string, known: Iterable<string>): string | undefined {
  const near = nearest(name, known);
  return near && `Did you mean \`${near}\`?`;
}

const shown = 60;

/** A value for a message: JSON, cut. */
export function shortJson(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > shown ? `${json.slice(0, shown)}…` : json;
}

/** What a schema wanted, in words, with the place inside the value. */
export function issueText(error: z.ZodError): string {
  return error.issues.map((issue) => [...issue.path.map(String), wanted(issue)].join(': ')).join('; ');
}

/** The words of YAML for the types of the schemas. */
const wordOf: Readonly<Record<string, string>> = {
  record: 'a mapping',
  object: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  int: 'a whole number',
};

const unitOf = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '');

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wordOf[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(wanted))].join(' or ');
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `no ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}
