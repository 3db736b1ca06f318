import { ofListType } from '../check/list.ts';
import { ofType } from '../check/type.ts';
import type { ColumnType } from '../list-type.ts';
import { isAsStrict, limitText, NONE, type Rule } from '../rule.ts';
import { idBy } from './by.ts';

/** What `columns:` says. */
interface Stated {
  readonly rules: readonly Rule[];
  readonly stated: ReadonlyMap<string, ColumnType>;
}

/**
 * Rules of `checks:`, each behind the type that it takes for granted: it passes over values of another type, which nobody
 * else asks for as strictly where the column's own rule of the type is milder or looks at fewer rows.
 */
export function withTypesBehind(rules: readonly Rule[], columns: Stated): Rule[] {
  const asked = columns.rules.filter(({ kind }) => kind === 'type');
  return rules.flatMap((rule) => {
    const type = rule.column === null ? undefined : columns.stated.get(rule.column);
    if (!rule.isOfValues || type === undefined || asked.some((one) => covers(one, rule))) return [rule];
    const behind = typeBehind(rule, type);
    asked.push(behind);
    return [behind, rule];
  });
}

/** Whether a rule of a type fails wherever a value that another rule passes over should make that fail. */
const covers = (type: Rule, rule: Rule): boolean =>
  type.column === rule.column &&
  isAsStrict(type.severity, rule.severity) &&
  (type.where === null || type.where === rule.where) &&
  (type.by === undefined || JSON.stringify(type.by) === JSON.stringify(rule.by)) &&
  [limitText(NONE), limitText(limitOf(rule))].includes(limitText(limitOf(type)));

const limitOf = ({ measure }: Rule) => ('limit' in measure ? measure.limit : NONE);

function typeBehind(rule: Rule, type: ColumnType): Rule {
  const { column, columns, severity, where, by, line } = rule;
  const name = column ?? '';
  const check = typeof type === 'string' ? ofType(name, type, limitOf(rule)) : ofListType(name, type, limitOf(rule));
  return { ...check, id: idBy(`${name}.type`, by), column, columns, severity, where, ...(by && { by }), line };
}
