import type { SourceColumn } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { nativeType, textOf } from './typing.ts';

/** SQL of a text by which a row is found in another file: 7 and 7.0 are one key, 07 is an identifier of its own. */
export function keyText(column: SourceColumn): Sql {
  const text = textOf(column);
  return nativeType(column.type) === 'integer' ? text : `regexp_replace(${text}, '^(-?[0-9]+)[.]0+$', '\\1')`;
}

/** SQL of a class's name as another column or file spells it too: 1 and 1.0 are one class, and so are True and true. */
export function classText(column: SourceColumn): Sql {
  const name = keyText(column);
  const isBoolean = `${name} IN ('True', 'TRUE', 'False', 'FALSE')`;
  return nativeType(column.type) === 'integer' ? name : `CASE WHEN ${isBoolean} THEN lower(${name}) ELSE ${name} END`;
}
