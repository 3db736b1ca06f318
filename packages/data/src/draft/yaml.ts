import { countText } from '@ml-actions/core/report/count-text';
import { Document, isCollection, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { CONTRACT_SCHEMA } from '../contract/schema-address.ts';
import type { DraftColumn } from './column.ts';

export interface DraftModel {
  readonly data: ReadonlyMap<string, readonly string[]>;
  readonly delimiter: string | null;
  readonly key: string | null;
  readonly columns: readonly DraftColumn[];
  readonly between: readonly [number, number];
  readonly read: readonly { readonly source: string; readonly rows: number }[];
}

/** The contract as a person would write it: one line for each column, a comment where one helps. */
export function contractText({ data, delimiter, key, columns, between, read }: DraftModel): string {
  const document = new Document(null, { version: '1.2' });
  const top = new YAMLMap();
  const add = (name: string, value: unknown): void => {
    top.items.push(new Pair(new Scalar(name), nodeOf(document, value)));
  };
  add('version', 1);
  add('data', dataOf(data));
  if (delimiter !== null) add('read', new Map([['csv', new Map([['delimiter', delimiter]])]]));
  if (key !== null) add('key', [key]);
  const map = new YAMLMap();
  map.items.push(...columns.map((column) => columnPair(document, column)));
  top.items.push(new Pair(new Scalar('columns'), map));
  add('extra_columns', 'fail');
  const rows = new YAMLMap();
  rows.items.push(new Pair(new Scalar('rows'), nodeOf(document, new Map([['between', between]]))));
  const checks = new YAMLSeq();
  checks.items.push(rows);
  top.items.push(new Pair(new Scalar('checks'), checks));
  document.contents = top as unknown as typeof document.contents;
  document.commentBefore = heading(read)
    .map((line) => ` ${line}`)
    .join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const heading = (read: DraftModel['read']): string[] => [
  `yaml-language-server: $schema=${CONTRACT_SCHEMA}`,
  `Drafted by validate-data (mode: init) from ${read.map(({ source, rows }) => `${countText(rows)} rows of ${source}`).join(', ')}.`,
  'All of it holds for that data, with slack for later data. Read it, tighten what you know better, and commit it.',
];

/** A path alone needs no name; one path no list. */
function dataOf(data: DraftModel['data']): unknown {
  const values = [...data].map(([name, paths]) => [name, paths.length === 1 ? paths[0] : paths] as const);
  const [only] = values;
  return values.length === 1 && only?.[0] === 'data' ? only[1] : new Map(values);
}

function columnPair(document: Document, { name, keys, note }: DraftColumn): Pair {
  const node = nodeOf(document, new Map(Object.entries(keys)));
  if (note !== '') node.comment = ` ${note}`;
  return new Pair(textNode(name), node);
}

function nodeOf(document: Document, value: unknown) {
  const node = document.createNode(value, { flow: true, aliasDuplicateObjects: false });
  quoteTexts(node);
  return node;
}

/** Words of the language stand plain; every other text stands in quotes, where nothing in it means anything. */
function quoteTexts(node: unknown): void {
  if (isCollection(node)) for (const item of node.items) quoteTexts(item instanceof Pair ? item.value : item);
  else if (
    node instanceof Scalar &&
    typeof node.value === 'string' &&
    (!PLAIN.test(node.value) || WORDS.test(node.value))
  )
    node.type = Scalar.QUOTE_DOUBLE;
}

const PLAIN = /^[A-Za-z][\w./-]*$/;
/** YAML 1.1 reads them as booleans and nothing, and many tools still do. */
const WORDS = /^(y|n|yes|no|on|off|true|false|null)$/i;

function textNode(name: string): Scalar {
  const node = new Scalar(name);
  if (!/^[A-Za-z_][\w -]*$/.test(name) || WORDS.test(name) || name.endsWith(' ')) node.type = Scalar.QUOTE_DOUBLE;
  return node;
}
