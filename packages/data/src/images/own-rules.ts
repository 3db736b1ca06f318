import { ofValues } from '../check/of-values.ts';
import type { Contract } from '../contract/native.ts';
import { NONE, type Rule } from '../rule.ts';
import type { Table } from '../source.ts';

const own = (column: string, expected: string): Rule => ({
  id: `images.${column}`,
  kind: `image-${column}`,
  column,
  columns: [column],
  expected,
  severity: 'fail',
  where: null,
  line: 1,
  measure: ofValues(column, 'boolean', NONE, (value) => `NOT ${value}`),
});

/** What must hold of every folder of images: a damaged row of CSV is an error as well, whatever the contract says. */
const OWN: readonly Rule[] = [
  own('readable', 'a file with the header of an image'),
  own('complete', 'the image ends in its file'),
  own('extension_matches', 'the extension of the format that the header tells'),
];

/** The contract with the rules that a table of images brings; `in` of one of their columns replaces them. */
export function withOwnRules<T extends Pick<Contract, 'rules'>>(contract: T, { format }: Pick<Table, 'format'>): T {
  if (format !== 'images') return contract;
  const stated = new Set(contract.rules.filter(({ kind }) => kind === 'in').map(({ column }) => column));
  return { ...contract, rules: [...contract.rules, ...OWN.filter(({ column }) => !stated.has(column))] };
}
