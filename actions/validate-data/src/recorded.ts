import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { DataRule, DataSource, DataVerdict } from '@ml-actions/core/record/predicate/validate-data';
import type { DataReport } from '@ml-actions/data/check';
import type { Change } from '@ml-actions/data/contract/change';
import type { Contract } from '@ml-actions/data/contract/native';
import type { Fingerprint } from '@ml-actions/data/fingerprint';
import type { Segmented } from '@ml-actions/data/result';
import type { Source, Table } from '@ml-actions/data/source';
import type { Places } from './failing.ts';

export interface Checked {
  readonly verdict: DataVerdict;
  readonly rules: readonly DataRule[];
  /** what is still to be held against earlier data */
  readonly changes: readonly Change[];
}

/** A record lists files up to this number, as train's does. */
const LISTED_FILES = 1_000;

/** What a record says of the rules of a contract. */
export function checkedOf(
  { changes }: Contract,
  { verdict, rules }: Pick<DataReport, 'verdict' | 'rules'>,
  places: Places = new Map(),
): Checked {
  const told = rules.map(({ note, rows: _, segments, ...rule }, at) => {
    const rows = places.get(at) ?? [];
    return {
      ...rule,
      note: note ?? null,
      ...(segments && { segments: segmentsRecord(segments) }),
      ...(rows.length > 0 && { rows: rows.map((row) => ({ ...row })) }),
    };
  });
  return { verdict, changes, rules: told };
}

const segmentsRecord = ({ by, worst, ...counts }: Segmented): NonNullable<DataRule['segments']> => ({
  ...counts,
  by: [...by],
  worst: worst.map(({ values: _, ...told }) => told),
});

/** What a record says of an input. */
export function sourceRecord(
  source: Source,
  { fingerprint: identity, rows, columns }: Fingerprint,
  files: readonly HashedFile[],
): DataSource {
  return {
    name: source.name,
    format: source.format,
    rows,
    bytes: source.bytes,
    count: files.length,
    files: files.length > LISTED_FILES ? [] : files.map((file) => ({ ...file })),
    fingerprint: identity,
    columns: withStored(columns, source),
    foundDelimiter: source.dialect?.from === 'found' ? source.dialect.delimiter : null,
    ...(source.counted?.blankLines && { blankLines: source.counted.blankLines }),
  };
}

/** Columns of a record with what the source's schema says of them; where files differ, the type that all are read as. */
export const withStored = (
  columns: readonly { readonly name: string; readonly type: string }[],
  { columns: own }: Pick<Table, 'columns'>,
): DataSource['columns'] =>
  columns.map(({ name, type }) => {
    const column = own.find((each) => each.name === name);
    if (!column?.stated) return { name, type };
    const [only = column.type, second] = column.stated.types;
    const stored = second === undefined ? only : column.type;
    return { name, type, stored: `${stored}${column.stated.nullable === false ? ' not null' : ''}` };
  });

export type HashedFile = DataSource['files'][number];

export function digestOf(files: readonly HashedFile[]): string {
  const each = new Map(files.map((file) => [file.path, file]));
  return sha256(canonical([...each.values()].sort((a, b) => (a.path < b.path ? -1 : 1))));
}

export function fingerprintOf(sources: readonly DataSource[]): string {
  const [only, second] = sources;
  if (only && !second) return only.fingerprint;
  const pairs = sources.map((source) => [source.name, source.fingerprint] as const);
  return `fps1:${sha256(canonical(pairs.sort(([a], [b]) => (a < b ? -1 : 1))))}`;
}
