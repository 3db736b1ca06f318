import { describe, expect, test } from 'vitest';
import { extraColumns } from './extra-columns.ts';

/** What is said of one column `a` of a type. */
function judged(type: string, known: readonly string[]) {
  const { measure } = extraColumns(known);
  return measure.by === 'columns' ? measure.judge([{ name: 'a', type }]) : null;
}

const NESTED = 'STRUCT(x INTEGER, y STRUCT(z DATE, "w v" VARCHAR)[], s STRUCT(t DOUBLE, u DOUBLE))';

describe('fields below a structure', () => {
  test.each<[type: string, known: string[], failing: number, of: number, note?: string]>([
    [NESTED, ['a'], 0, 1],
    [NESTED, [], 1, 1, '"a"'],
    [NESTED, ['a.x', 'a.y', 'a.s'], 0, 3],
    [NESTED, ['a.x'], 2, 3, '"a.y", "a.s"'],
    [NESTED, ['a.x', 'a.y', 'a.s.t'], 1, 4, '"a.s.u"'],
    [NESTED, ['a', 'a.x'], 0, 1],
    ['json', ['a'], 0, 1],
    ['INTEGER', ['a.x'], 0, 1],
  ])('%s, known %j', (type, known, failing, of, note) => {
    const told = note === undefined ? {} : { note: `not in the contract: ${note}` };
    expect(judged(type, known)).toEqual({ broken: failing > 0, failing, of, ...told });
  });

  test('of a type that is not known', () => {
    expect(judged('STRUCT(x SOMETHING)', ['a.x'])?.problem).toBe('the fields of "a" cannot be told');
    expect(judged('json', ['a.x'])?.problem).toBe('the fields of "a" cannot be told');
    expect(judged('STRUCT(x SOMETHING)', ['a'])).toEqual({ broken: false, failing: 0, of: 1 });
  });
});
