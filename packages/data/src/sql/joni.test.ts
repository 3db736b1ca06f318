import { describe, expect, test } from 'vitest';
import { joniPattern } from './joni.ts';
import { mysqlFormat } from './mysql-format.ts';

describe('a pattern of RE2 for Joni', () => {
  test.each([
    ['[a-z]+', '[a-z]+'],
    ['\\d\\D', '[0-9][^0-9]'],
    ['[\\d_-]', '[0-9_-]'],
    ['[^\\s]', '[^\\t\\n\\f\\r ]'],
    ['^a$', '\\Aa\\z'],
    ['[$^]', '[$^]'],
    ['\\$\\^\\.', '\\$\\^\\.'],
    ['[]a]', '[\\]a]'],
    ['[[a&&b]', '[\\[a\\&\\&b]'],
    ['\\pN\\p{Greek}\\PL', '\\p{N}\\p{Greek}\\P{L}'],
    ['\\x{e9}\\x41\\x2e', 'éA\\.'],
    ['(?i)a(?s:.)', '(?i)a(?s:.)'],
    ['(?P<name>a)(?:b)', '(?<name>a)(?:b)'],
  ])('%s', (re2, joni) => {
    expect(joniPattern(re2)).toBe(joni);
  });

  test.each(['[[:alpha:]]', '(?m)^a', '(?U)a*', '\\Qa\\E', '\\C', '(?=a)', '\\1'])('%s is refused', (re2) => {
    expect(() => joniPattern(re2)).toThrow('does not mean the same in Trino');
  });
});

test('a format of strptime for date_parse', () => {
  expect(mysqlFormat('%d.%m.%Y %H:%M:%S%%')).toBe('%d.%m.%Y %H:%i:%s%%');
  expect(mysqlFormat('%-d.%-m.%Y')).toBe('%d.%m.%Y');
  expect(() => mysqlFormat('%A')).toThrow('Trino reads no "%A" in a date');
});
