import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { bytesText } from '@ml-actions/core/report/bytes';
import { describe, expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import type { DataBody } from './body.ts';
import { dataEntries, fromBase } from './data.ts';
import { dataRule } from './fixture/reported.ts';
import { junitText } from './junit.ts';
import { memoryBytes } from './memory.ts';
import { percentText, tally } from './wording.ts';

/** A result over ten rows. */
const rule = (parts: Partial<DataRule> = {}): DataRule => dataRule({ of: 10, ...parts });

describe('data', () => {
  const toWorkspace = fromBase('/w/sub', '/w');

  test.each<[readonly string[], unknown]>([
    [['a.csv'], [{ name: 'data', paths: ['sub/a.csv'] }]],
    [
      ['train=a.csv', 'test=b.csv'],
      [
        { name: 'train', paths: ['sub/a.csv'] },
        { name: 'test', paths: ['sub/b.csv'] },
      ],
    ],
    [['train=a.csv', 'train=b.csv'], [{ name: 'train', paths: ['sub/a.csv', 'sub/b.csv'] }]],
    [['../top/*.parquet'], [{ name: 'data', paths: ['top/*.parquet'] }]],
    [['./year=2020/x.parquet'], [{ name: 'data', paths: ['sub/year=2020/x.parquet'] }]],
    [['s3://bucket/key'], [{ name: 'data', paths: ['s3://bucket/key'] }]],
  ])('%j', (given, expected) => expect(dataEntries(given, toWorkspace)).toEqual(expected));
});

test.each([
  ['4GB', 4e9],
  ['512 MB', 512e6],
  ['2GiB', 2 ** 31],
  ['1.5gb', 1.5e9],
])('memory-limit %s', (text, bytes) => expect(memoryBytes(text)).toBe(bytes));

test.each(['', '4', '4 TB', '-1GB', 'lots', '255MB'])('memory-limit %j is refused', (text) =>
  expect(() => memoryBytes(text)).toThrow(/^memory-limit: is no usable amount of memory/),
);

describe('wording', () => {
  test.each([
    [[rule()], 'the only rule holds'],
    [[rule({ status: 'fail', failing: 3 }), rule()], '"age.range": 3 of 10 (30%); 1 of 2 rules failed'],
    [
      [rule({ status: 'warn', failing: 1 }), rule({ status: 'error', id: 'key(id)', note: 'column "id" is missing' })],
      '"key(id)": column "id" is missing; 1 rule could not be evaluated, 1 warning',
    ],
    [[rule(), rule({ status: 'info', failing: 1 })], '1 of 2 rules hold, 1 broken and only told'],
    [[rule(), rule({ status: 'info', unjudged: true })], '1 of 2 rules hold, 1 not judged'],
    [
      [rule({ status: 'fail', failing: 3 }), rule({ status: 'info', unjudged: true })],
      '"age.range": 3 of 10 (30%); 1 of 2 rules failed, 1 not judged',
    ],
  ])('%#', (rules, text) => expect(tally(rules)).toBe(text));

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [999_999, '1 MB'],
    [104_960, '105 kB'],
  ])('%i bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  test('a share never becomes nothing or everything', () => {
    const counts = fc
      .integer({ min: 2, max: 1e12 })
      .chain((of) => fc.tuple(fc.integer({ min: 1, max: of - 1 }), fc.constant(of)));
    fc.assert(
      fc.property(counts, ([part, of]) => {
        expect(percentText(part, of)).not.toMatch(/^(0|100)%$/);
      }),
    );
  });
});

describe('junit', () => {
  const body = (rules: readonly DataRule[]) =>
    ({ rules, seconds: 0.5, sources: [{ name: 'train' }] }) as unknown as DataBody;

  test('failures fail, errors err, warnings pass with a word', () => {
    const rules = [
      rule(),
      rule({ id: 'a"<&\u0007.in', status: 'fail', failing: 2, expected: 'one of <b>' }),
      rule({ id: 'w', status: 'warn', failing: 1 }),
      rule({ id: 'e', status: 'error', note: 'no\nway' }),
    ];
    expect(junitText(body(rules))).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="validate-data" tests="4" failures="1" errors="1" time="0.5">
        <testsuite name="train" tests="4" failures="1" errors="1" skipped="0">
          <testcase classname="train" name="age.range"/>
          <testcase classname="train" name="a&quot;&lt;&amp;�.in"><failure message="2 of 10 (20%), expected one of &lt;b&gt;"/></testcase>
          <testcase classname="train" name="w"><system-out>warning: 1 of 10 (10%), expected 0 to 120</system-out></testcase>
          <testcase classname="train" name="e"><error message="no&#10;way, expected 0 to 120"/></testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test('no name opens an element or leaves its attribute', () => {
    const plain = junitText(body([rule({ status: 'fail', failing: 1 })]));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const xml = junitText(body([rule({ id, status: 'fail', failing: 1 })]));
        for (const mark of ['<', '>', '"', '\n']) expect(xml.split(mark).length).toBe(plain.split(mark).length);
        expect(xml).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
      }),
    );
  });
});
