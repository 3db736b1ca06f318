import type { Draft, Modifiers } from '../draft.ts';
import type { Entries } from '../values.ts';
import { type Bounds, failingOf, intervals } from '../words.ts';

/** One expectation with its arguments. */
export interface Expectation {
  readonly draft: Draft;
  readonly rule: string;
  readonly args: Entries;
  readonly line: number;
  readonly modifiers: Modifiers;
}

export interface Translation {
  readonly native: string;
  readonly note?: string;
  /** its arguments beside those that all have */
  readonly args: readonly string[];
  /** what it says holds for the whole table, so that a `row_condition` cannot be kept */
  readonly isWhole?: true;
  readonly translate: (of: Expectation) => void;
}

export const BOUNDS = ['min_value', 'max_value', 'strict_min', 'strict_max'];

/** `min_value`, `max_value` and whether they are strict. */
export const boundsOf = ({ args }: Expectation): Bounds => ({
  min: args.value('min_value'),
  max: args.value('max_value'),
  exclusiveMin: args.boolean('strict_min') ?? false,
  exclusiveMax: args.boolean('strict_max') ?? false,
});

/** The column of an expectation of one column. */
export const columnOf = ({ args }: Expectation): string => args.text('column') ?? '';

/** A rule of each value of the column. */
export function ask(of: Expectation, keys: Record<string, unknown>, operands: readonly unknown[] = []): void {
  const { draft, args, modifiers, line } = of;
  draft.hint(columnOf(of), operands, line);
  draft.rule(columnOf(of), keys, { ...failingOf(args.number('mostly')), ...modifiers }, line);
}

/** A rule of each value whose operands are the members of a list. */
export const members =
  (argument: string, key: (values: readonly unknown[]) => Record<string, unknown>) => (of: Expectation) =>
    ask(of, key(of.args.list(argument)), of.args.list(argument));

/** A rule about the text of each value. */
export const patterned = (
  native: string,
  argument: string,
  make: (patterns: readonly string[]) => string,
): Translation => ({
  native,
  args: [argument],
  translate: (of) => {
    of.draft.about(columnOf(of), 'type', 'string', of.line);
    ask(of, { [native]: make(of.args.texts(argument)) });
  },
});

/** A number of the column within bounds: those that are open ask one rule each. */
export const aggregated = (key: string, note?: string): Translation => ({
  native: key,
  ...(note !== undefined && { note }),
  args: BOUNDS,
  translate: (of) => {
    if (!key.startsWith('distinct'))
      of.draft.hint(columnOf(of), [of.args.value('min_value'), of.args.value('max_value')], of.line);
    const asked = intervals(boundsOf(of));
    if (asked.length === 0)
      of.draft.refuse(of.args.spot, of.rule, 'it has no bounds, so it asks nothing', columnOf(of));
    for (const interval of asked) ask(of, { [key]: interval });
  },
});
