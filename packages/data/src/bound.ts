import type { Bound } from './rule.ts';
import { double, literal } from './sql.ts';
import type { LogicalType } from './typing.ts';

/** A bound as SQL of the type that `typed` gives values of the column. */
export function boundSql(bound: Bound, type: LogicalType): string {
  switch (type) {
    case 'string':
      return literal(String(bound));
    case 'integer':
      return `CAST('${BigInt(bound as number | bigint)}' AS HUGEINT)`;
    case 'number':
      return double(Number(bound));
    case 'boolean':
      return bound === true ? 'true' : 'false';
    case 'date':
      return `CAST(${literal(String(bound))} AS DATE)`;
    case 'timestamp':
      return `CAST(${literal(String(bound))} AS TIMESTAMPTZ)`;
  }
}
