import { named } from '../words.ts';
import { parseCondition } from './condition-text.ts';

/** What a condition says of one row. */
export type Condition =
  | { readonly type: 'joined'; readonly word: 'AND' | 'OR'; readonly conditions: readonly Condition[] }
  | { readonly type: 'nullity'; readonly column: string; readonly isNull: boolean }
  | { readonly type: 'comparison'; readonly column: string; readonly operator: Operator; readonly operand: Scalar }
  | {
      readonly type: 'membership';
      readonly column: string;
      readonly isIn: boolean;
      readonly values: readonly Scalar[];
    };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Scalar = string | number | bigint | boolean;

/** A condition on rows as SQL, and the operands that show the types of its columns. */
export interface Where {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly operands: readonly Scalar[] }[];
}

/**
 * The `row_condition` of an expectation: an object of GX 1.6 and later, or a text in the language that
 * `condition_parser` names.
 * @returns undefined for what is not known here
 */
export function conditionOf(value: unknown, parser = 'pandas'): Where | undefined {
  const condition = typeof value === 'string' ? parseCondition(value, parser) : ofObject(value);
  return condition && { sql: sqlOf(condition, parser === 'spark'), columns: columnsOf(condition) };
}

/** `{type: and | or, conditions}`, or a condition on `column: {name}`. */
function ofObject(value: unknown): Condition | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, ...rest } = value as Record<string, unknown>;
  if (type === 'pass_through') return parseCondition(String(rest.pass_through_filter), 'pandas');
  if (type !== 'and' && type !== 'or') return ofColumn(type, rest);
  const all = Array.isArray(rest.conditions) ? rest.conditions.map(ofObject) : [];
  const conditions = all.filter((each) => each !== undefined);
  const isWhole = conditions.length === all.length && all.length > 0;
  return isWhole ? { type: 'joined', word: type === 'and' ? 'AND' : 'OR', conditions } : undefined;
}

const OPERATORS: readonly unknown[] = ['==', '!=', '<', '<=', '>', '>='] satisfies Operator[];

/** `{type: nullity, is_null}`, or `{type: comparison, operator, parameter}`. */
function ofColumn(type: unknown, { column: of, ...keys }: Record<string, unknown>): Condition | undefined {
  const column = typeof of === 'object' && of !== null && 'name' in of ? of.name : of;
  const { is_null: isNull, operator, parameter } = keys;
  if (typeof column !== 'string') return undefined;
  if (type === 'nullity' && typeof isNull === 'boolean') return { type, column, isNull };
  if (type !== 'comparison') return undefined;
  if (OPERATORS.includes(operator) && isScalar(parameter))
    return { type, column, operator: operator as Operator, operand: parameter };
  const isMembership = (operator === 'IN' || operator === 'NOT_IN') && Array.isArray(parameter) && parameter.length > 0;
  return isMembership && parameter.every(isScalar)
    ? { type: 'membership', column, isIn: operator === 'IN', values: parameter }
    : undefined;
}

const isScalar = (value: unknown): value is Scalar => ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

const literal = (value: Scalar): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);

/** @param isSql whether comparisons with a missing value are unknown; in pandas it is unequal to everything */
function sqlOf(condition: Condition, isSql: boolean): string {
  if (condition.type === 'joined')
    return condition.conditions.map((each) => `(${sqlOf(each, isSql)})`).join(` ${condition.word} `);
  const column = named(condition.column);
  if (condition.type === 'nullity') return `${column} IS ${condition.isNull ? '' : 'NOT '}NULL`;
  if (condition.type === 'membership') {
    const list = `(${condition.values.map(literal).join(', ')})`;
    if (condition.isIn) return `${column} IN ${list}`;
    return isSql ? `${column} NOT IN ${list}` : `(${column} IS NULL OR ${column} NOT IN ${list})`;
  }
  const words = { ...WORDS, '!=': isSql ? '<>' : 'IS DISTINCT FROM' };
  return `${column} ${words[condition.operator]} ${literal(condition.operand)}`;
}

const WORDS = { '==': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

function columnsOf(condition: Condition): Where['columns'] {
  if (condition.type === 'joined') return condition.conditions.flatMap(columnsOf);
  const { column: name } = condition;
  if (condition.type === 'nullity') return [{ name, operands: [] }];
  return [{ name, operands: condition.type === 'comparison' ? [condition.operand] : condition.values }];
}
