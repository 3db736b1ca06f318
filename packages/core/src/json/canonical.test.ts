import { describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { InputError } from '../error.ts';
import { canonical, parseJson } from './canonical.ts';

describe('canonical', () => {
  test('the example of RFC 8785, section 3.2.2 to 3.2.4', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts by UTF-16 code units, as the RFC demands', () => {
    expect(canonical({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], ['\ud800']])('refuses %s', (value) => {
    expect(() => canonical(value)).toThrow();
  });

  test('is stable, loses nothing and ignores the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(reversed(value))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('parseJson', () => {
  test.each([
    ['', 'm.json: this is not JSON: it is empty.'],
    ['{"a":1,}', 'm.json: this is not JSON: syntax error in line 1.'],
    ['{\n"a": 1\n"b": 2}', 'm.json: this is not JSON: syntax error in line 3.'],
    [
      '{"loss": NaN}',
      'm.json: this is not JSON: it holds NaN, which JSON does not have. Write null, or leave the value out; Python: json.dumps(..., allow_nan=False) finds it.',
    ],
    [
      '[1, -Infinity]',
      'm.json: this is not JSON: it holds Infinity, which JSON does not have. Write null, or leave the value out; Python: json.dumps(..., allow_nan=False) finds it.',
    ],
    ['{"a":1,"\\u0061":2}', 'm.json: the JSON holds the key "a" twice in one object.'],
    ['[{"x":{"__proto__":{}}}]', 'm.json: the JSON holds the key "__proto__", which is refused.'],
    ['{"constructor":1}', 'm.json: the JSON holds the key "constructor", which is refused.'],
    ['['.repeat(65) + ']'.repeat(65), 'm.json: the JSON is nested deeper than 64 levels.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseJson(text, 'm.json')).toThrow(new InputError(message));
  });

  test('refuses bytes that are not UTF-8 and texts that are too large', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22), 'm.json')).toThrow(
      'm.json: this is not JSON: the bytes are not UTF-8 text.',
    );
    expect(() => parseJson('[1,2,3]', 'm.json', { maxBytes: 4 })).toThrow(
      'm.json: the JSON is too large (got 7 bytes, expected at most 4).',
    );
  });

  test('takes a byte order mark, the same key in two objects, and forbidden words as values', () => {
    expect(parseJson('\ufeff{"a":{"k":1},"b":{"k":"__proto__"}}', 'm')).toEqual({ a: { k: 1 }, b: { k: '__proto__' } });
    expect(parseJson(Buffer.from('\ufeff[]'), 'm')).toEqual([]);
  });

  test('reads whatever JSON.stringify writes', () => {
    const key = fc.string().filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constant(null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('value')),
      map: fc.dictionary(key, tie('value')),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (sample, indent) => {
        const text = JSON.stringify(sample, null, indent);
        expect(parseJson(text, 'm')).toEqual(JSON.parse(text));
      }),
    );
  });
});
