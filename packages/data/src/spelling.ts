import { ZERO } from './equal-text.ts';
import type { SourceColumn } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { literal } from './sql.ts';
import { nativeType, textOf } from './typing.ts';

/** SQL of a text by which a row is found in another file: 7 and 7.0 are one key, 07 is an identifier of its own. */
export function keyText(column: SourceColumn): Sql {
  const text = textOf(column);
  return nativeType(column.type) === 'integer' ? text : withoutZeros(text);
}

const NUMERIC = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?';

/**
 * SQL of a class's name as another column or file spells it too, by the gate's rule for labels: 1, "1" and 1.0 are one
 * class, and so are True and true.
 */
export function classText(column: SourceColumn): Sql {
  if (nativeType(column.type) === 'integer') return textOf(column);
  const name = `trim(${textOf(column)})`;
  const number = withoutZeros(`CAST(TRY_CAST(${name} AS DOUBLE) + ${ZERO} AS VARCHAR)`);
  return (
    `CASE WHEN strlen(${name}) = 1 THEN ${name} ` + // most classes are 0 and 1, and a pattern takes time
    `WHEN regexp_full_match(${name}, ${literal(NUMERIC)}) THEN ${number} ` +
    `WHEN lower(${name}) IN ('true', 'false') THEN lower(${name}) ELSE ${name} END`
  );
}

const withoutZeros = (text: Sql): Sql => `regexp_replace(${text}, '^(-?[0-9]+)[.]0+$', '\\1')`;
