import type { LogicalType } from './typing.ts';
import { LOGICAL_TYPES } from './typing.ts';

/** The type of a column of lists: `string[]`, `number[768]`, `number[28][28]`. */
export interface ListType {
  readonly of: LogicalType;
  /** lengths from the outermost list inwards; null: any */
  readonly shape: readonly (number | null)[];
}

const FORM = /^([a-z]+)((?:\[\d*\])+)$/;
/** The field's word for the numbers of an embedding. */
const SYNONYMS: Readonly<Record<string, LogicalType>> = { float: 'number' };

/** What a contract says of a column: the type of its values, or of lists of them. */
export type ColumnType = LogicalType | ListType;

/** Undefined when the text is no list type. */
export function parseListType(text: string): ListType | undefined {
  const [, item = '', brackets = ''] = FORM.exec(text.replaceAll(' ', '')) ?? [];
  const of = LOGICAL_TYPES.find((each) => each === item) ?? SYNONYMS[item];
  if (of === undefined) return undefined;
  const shape = [...brackets.matchAll(/\[(\d*)\]/g)].map(([, length]) => (length ? Number(length) : null));
  return { of, shape };
}

export const listTypeText = ({ of, shape }: ListType): string =>
  `${of}${shape.map((length) => `[${length ?? ''}]`).join('')}`;
