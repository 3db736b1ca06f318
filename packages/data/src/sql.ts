/** A SQL string literal. Quotes are doubled; DuckDB knows no other escape in '...', and a zero character ends a statement. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\0') ? `(${quoted.replaceAll('\0', "' || chr(0) || '")})` : quoted;
}

/** A quoted SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A column of a relation, where it stands under its own name or another. */
export const columnSql = ({ name, sql }: { readonly name: string; readonly sql?: string }): string =>
  sql ?? identifier(name);

/** SQL of a quotient of two counts; NULL where nothing was counted. Some engines divide integers to integers. */
export const ratio = (part: string, whole: string): string => `CAST(${part} AS DOUBLE) / nullif(${whole}, 0)`;

/** An aggregate over the rows that fulfil predicates; null: all. */
export function ofRows(aggregate: string, predicates: readonly (string | null)[]): string {
  const all = predicates.filter((each) => each !== null);
  return all.length === 0 ? aggregate : `${aggregate} FILTER (WHERE ${all.join(' AND ')})`;
}

/** That a column has a value, and no more. */
const PRESENT = /^\(?("(?:[^"]|"")+") IS NOT NULL\)?$/;

/** How many rows fulfil predicates. Where a column has a value, the aggregate itself sees, faster than a filter does. */
export function counting(predicates: readonly (string | null)[]): string {
  const [first, ...others] = predicates.filter((each) => each !== null);
  const column = others.length === 0 ? PRESENT.exec(first ?? '')?.[1] : undefined;
  return column === undefined ? ofRows('count(*)', predicates) : `count(${column})`;
}

/** A SQL DOUBLE literal that keeps every bit: shortest round-trip decimal, infinities by name. */
export function double(value: number): string {
  return Number.isFinite(value) ? `CAST('${value}' AS DOUBLE)` : `CAST('${value > 0 ? 'inf' : '-inf'}' AS DOUBLE)`;
}

/** 128 bits of SHA-256 of a text: of 10^10 different values two meet once in 10^18 tables. */
export const hashSql = (text: string): string => `unhex(substr(sha256(${text}), 1, 32))`;
