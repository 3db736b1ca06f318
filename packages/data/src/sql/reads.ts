/** Functions that make rows of their arguments and read nothing. */
const MAKING_ROWS: readonly string[] = ['range', 'generate_series', 'unnest', 'json_each', 'json_tree'];
/** No file is read by such a name: files are told by their extension. */
const plainName = /^\w+$/;

interface TableNode {
  readonly type?: string;
  readonly table_name?: string;
  readonly schema_name?: string;
  readonly catalog_name?: string;
  readonly function?: { readonly function_name?: string };
}

/**
 * What a statement reads beside the tables that it may, in our words; null: nothing. The sandbox lets the engine read the
 * workspace, and so a checkout's `.git`: text that people write reads rows of the inputs alone.
 *
 * @param tree of DuckDB's `json_serialize_sql` @param tables that may be read, besides those it makes itself
 */
export function readBeside(tree: unknown, tables: readonly string[]): string | null {
  const known = new Set(tables.map((name) => name.toLowerCase()));
  const open: unknown[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const read = readBy(node, known);
    if (read !== null) return read;
    open.push(...Object.values(node).filter((value) => value !== undefined));
  }
  return null;
}

function readBy(node: TableNode, known: ReadonlySet<string>): string | null {
  if (node.type === 'SHOW_REF') return 'a description of tables';
  if (node.type === 'TABLE_FUNCTION') {
    const name = String(node.function?.function_name).toLowerCase();
    return MAKING_ROWS.includes(name) ? null : `what the function ${name} reads`;
  }
  if (node.type !== 'BASE_TABLE') return null;
  const name = String(node.table_name);
  const isQualified = Boolean(node.schema_name) || Boolean(node.catalog_name);
  return !isQualified && (known.has(name.toLowerCase()) || plainName.test(name)) ? null : `the table or file ${name}`;
}
