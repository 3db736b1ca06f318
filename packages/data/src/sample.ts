import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { equalText, writtenText } from './equal-text.ts';
import { helperNames } from './helper-names.ts';
import type { Source, SourceColumn } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { hashSql, literal } from './sql.ts';

/** Columns of which a block must only know in which rows all of them are equal. */
export interface Sample {
  readonly columns: readonly SourceColumn[];
  /** `written`: text that is a number equals as a number */
  readonly equal: 'written' | 'stored';
}

/** The name of the column that stands for a sample of a source: samples compare only where they are of the same columns. */
export function sampleName({ format, columns: all }: Pick<Source, 'format' | 'columns'>, { columns }: Sample): string {
  const digest = sha256(canonical([format, columns.map(({ name, type }) => [name, type]).sort()]));
  return helperNames(all)('sample', digest);
}

/** Whether one of two tables tells its samples by hashes that the other one's do not compare with. */
export function samplesDiffer(a: Pick<Source, 'columns'>, b: Pick<Source, 'columns'>): boolean {
  const [one, other] = [a, b].map(({ columns }) => columns.find(({ isSample }) => isSample)?.name);
  return one !== other;
}

/** SQL of the hash of a sample: a missing value is one that is not there. */
export const sampleHash = ({ columns, equal }: Sample): Sql =>
  rowHash(columns, (column) => (equal === 'written' ? writtenText(column) : equalText(column)));

/** SQL of the hash of columns, in whatever order, by texts that are equal where the values are. */
export function rowHash(columns: readonly SourceColumn[], textBy: (column: SourceColumn) => Sql): Sql {
  const named = [...columns]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((column) => {
      const [name, text] = [literal(column.name), textBy(column)];
      return `coalesce(strlen(${name}) || ':' || ${name} || strlen(${text}) || ':' || ${text}, '')`;
    });
  return hashSql(`concat('', ${named.join(', ') || "''"})`);
}
