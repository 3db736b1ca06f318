/** The name of a helper of one kind: one of its kind, or one for each of what it is of. */
export type HelperNames = (kind: HelperKind, of?: string) => string;

/** What stands in a relation beside the columns that the data brought. */
type HelperKind =
  /** of a column: its value as it is read, where its name means that of its type */
  | 'raw'
  /** of a column: what the engine's cast makes of its text */
  | 'cast'
  /** of a column: its value of the contract's type */
  | 'value'
  /** the place of the row */
  | 'row'
  /** whether the row breaks a rule */
  | 'broken'
  /** of a sample: the hash of columns that were left behind in a shard */
  | 'sample';

/** Names beside those of these columns, whatever the data calls them: `raw:x` may be one of them. */
export function helperNames(columns: readonly { readonly name: string }[]): HelperNames {
  const prefix = freePrefix(columns.map(({ name }) => name.toLowerCase()));
  return (kind, of) => prefix + (of === undefined ? kind : `${kind}:${of}`);
}

/** No column begins with it, so that no helper ever meets one. Engines compare names without regard to case. */
function freePrefix(names: readonly string[]): string {
  for (let nth = 1; ; nth++) {
    const prefix = nth === 1 ? 'ml-actions:' : `ml-actions-${nth}:`;
    if (!names.some((name) => name.startsWith(prefix))) return prefix;
  }
}
