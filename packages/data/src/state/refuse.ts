import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Contract } from '../contract/native.ts';
import type { Rule } from '../rule.ts';
import type { Source } from '../source.ts';

const next =
  'Check them with `mode: check` in a job that has all data, and leave them out of the contract of the shards.';

/**
 * Refuses columns below those of JSON: whether any record has such a key is known of the whole only.
 *
 * @param named columns as the contract calls them
 * @throws InputError naming each of them
 */
export function refuseKeysBelow({ format, columns, name }: Source, named: Iterable<string>): void {
  const own = new Set(columns.map((column) => column.name));
  const isBelow = (path: string): boolean => !own.has(path) && path.includes('.') && own.has(path.split('.')[0] ?? '');
  const refused = format === 'json' ? [...new Set(named)].filter(isBelow) : [];
  if (refused.length === 0) return;
  throw inputProblem({
    where: name,
    what: 'keys below columns of JSON cannot be looked at in shards',
    got: refused.map(quoted).join(', '),
    expected: 'columns of their own, or structures of Parquet',
    next,
  });
}

/** Segments are told apart by values, which shards do not share. */
const needsWhole = ({ measure, by }: Rule): boolean =>
  by !== undefined || ((measure.by === 'value' || measure.by === 'statement') && !measure.parts);

/**
 * Refuses rules that parts cannot answer, before any data is read.
 *
 * @throws InputError naming each of them with its line
 */
export function refuseWholeOnly({ rules, blocks, file }: Contract): void {
  const refused = [
    ...rules.filter(needsWhole),
    ...blocks.flatMap(({ claims, parts }) => (parts ? claims.filter(({ id }) => parts.not.includes(id)) : claims)),
  ];
  if (refused.length === 0) return;
  throw inputProblem({
    where: file,
    what: 'these rules need the whole data at once and cannot be answered from shards',
    got: refused.map(({ id, line }) => `${quoted(id)} (line ${line})`).join(', '),
    expected: 'rules that add up over shards, or ask for the distribution of columns',
    next,
  });
}
