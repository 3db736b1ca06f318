import { type PhysicalType, parsePhysical } from '../physical/type.ts';
import { literal } from '../sql.ts';
import type { Sql } from './dialect.ts';

/** A nested value of DuckDB with NULL in the place of each NaN in its fields and items; maps are left as they are. */
export function withoutNanInside(value: Sql, type: string): Sql {
  const parsed = parsePhysical(type);
  return parsed ? withoutNan(value, parsed, 0) : value;
}

const isFloating = ({ name }: PhysicalType): boolean => name === 'FLOAT' || name === 'DOUBLE';

const holdsFloating = (type: PhysicalType): boolean =>
  isFloating(type) || (type.name !== 'MAP' && type.of.some((field) => holdsFloating(field.type)));

function withoutNan(value: Sql, type: PhysicalType, level: number): Sql {
  if (!holdsFloating(type)) return value;
  if (isFloating(type)) return `CASE WHEN NOT isnan(${value}) THEN ${value} END`;
  if (type.name === 'LIST') {
    const item = `item${level}`;
    const [only] = type.of;
    return only ? `list_transform(${value}, lambda ${item}: ${withoutNan(item, only.type, level + 1)})` : value;
  }
  const fields = type.of.map(({ name, type: own }) => {
    const key = literal(name ?? '');
    return `${key}: ${withoutNan(`struct_extract(${value}, ${key})`, own, level)}`;
  });
  return `CASE WHEN ${value} IS NOT NULL THEN {${fields.join(', ')}} END`;
}
