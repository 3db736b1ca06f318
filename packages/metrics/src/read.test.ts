import { InputError } from '@ml-actions/core/error';
import { describe, expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { readMetrics } from './read.ts';

const read = (name: string, text: string) => readMetrics(new TextEncoder().encode(text), name);
const entries = async (name: string, text: string) => [...(await read(name, text))];

describe('formats', () => {
  test.each<[string, string, [string, unknown][]]>([
    [
      'flat.json',
      '{"accuracy": 0.9, "loss": 1e-3}',
      [
        ['accuracy', 0.9],
        ['loss', 0.001],
      ],
    ],
    [
      'dvc.json',
      '{"train": {"acc": 1}, "test": {"acc": 0.5, "note": "x"}}',
      [
        ['train.acc', 1],
        ['test.acc', 0.5],
        ['test.note', 'text'],
      ],
    ],
    ['all_results.json', '{"epoch": 3.0, "eval_loss": 0.25}', [['eval_loss', 0.25]]],
    ['bom.json', '\uFEFF{"a": 1}', [['a', 1]]],
    [
      'python.json',
      '{"a": NaN, "b": -Infinity, "c": Infinity, "d": "NaN inside", "e": "nan"}',
      [
        ['a', 'NaN'],
        ['b', '-Infinity'],
        ['c', 'Infinity'],
        ['d', 'text'],
        ['e', 'NaN'],
      ],
    ],
    [
      'odd.json',
      '{"a": null, "b": true, "c": [1], "d": "0.9", "e": 1}',
      [
        ['a', 'null'],
        ['b', 'boolean'],
        ['c', 'list'],
        ['d', 'text'],
        ['e', 1],
      ],
    ],
    [
      'm.yaml',
      'a: 0.5\nNO: 1\nn: {b: .nan, c: -.inf}\n',
      [
        ['a', 0.5],
        ['NO', 1],
        ['n.b', 'NaN'],
        ['n.c', '-Infinity'],
      ],
    ],
    [
      'm.toml',
      'a = 0.5\nbad = nan\n[test]\nb = 2\n',
      [
        ['a', 0.5],
        ['bad', 'NaN'],
        ['test.b', 2],
      ],
    ],
    [
      'm.csv',
      'metric,value\naccuracy,0.9\r\nloss,nan\nf1,high\n',
      [
        ['accuracy', 0.9],
        ['loss', 'NaN'],
        ['f1', 'text'],
      ],
    ],
    ['m.csv', 'metric,value,n,se\naccuracy,0.9,100,0.03\n', [['accuracy', 0.9]]],
    ['scores', '{"a": 1}', [['a', 1]]],
    ['scores.txt', 'metric,value\na,1\n', [['a', 1]]],
  ])('%s %s', async (name, text, expected) => expect(await entries(name, text)).toEqual(expected));

  test('scikit-learn classification report', async () => {
    const row = (x: number) => ({ precision: x, recall: x, 'f1-score': x, support: 10 });
    const report = { cat: row(0.5), accuracy: 0.7, 'macro avg': row(0.6), 'weighted avg': row(0.8) };
    const metrics = await read('report.json', JSON.stringify(report));
    expect([...metrics.keys()]).toEqual([
      'precision[cat]',
      'recall[cat]',
      'f1[cat]',
      'support[cat]',
      'accuracy',
      'precision_macro',
      'recall_macro',
      'f1_macro',
      'support_macro',
      'precision_weighted',
      'recall_weighted',
      'f1_weighted',
      'support_weighted',
    ]);
    expect(metrics.get('f1_macro')).toBe(0.6);
  });
});

describe('bad input is one InputError that names the file', () => {
  const deep = `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`;
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`m${i}`, i])));
  test.each<[string, string, string]>([
    ['empty.json', ' \n', 'empty.json: is empty. Check that the evaluation wrote its metrics.'],
    [
      'nul.json',
      '{"a": 1}\0',
      'nul.json: is not text (got binary content, expected UTF-8). Write the metrics as UTF-8 JSON.',
    ],
    [
      'cut.json',
      '{"a": 1,\n "b"',
      "cut.json: is not JSON (got Expected ':' after property name in JSON at position 13 (line 2 column 5)). Mend the file.",
    ],
    ['twice.json', '{"a": 1, "a": 2}', 'twice.json: the JSON holds the key "a" twice in one object.'],
    [
      'proto.json',
      '{"__proto__": {"a": 1}, "a": 1}',
      'proto.json: the JSON holds the key "__proto__", which is refused.',
    ],
    ['list.json', '[1]', 'list.json: is not a metrics document (got a list, expected metric names with numbers).'],
    ['none.json', '{"a": "x"}', 'none.json: holds no metric (expected at least one number). Write {"accuracy": 0.91}.'],
    ['dotted.json', '{"a.b": 1, "a": {"b": 2}}', 'dotted.json: the metric "a.b" stands there twice.'],
    ['deep.json', deep, 'deep.json: the JSON is nested deeper than 16 levels.'],
    ['many.json', many, 'many.json: holds more than 10000 values.'],
    [
      'bad.yaml',
      'a: [1\nb: 2',
      'bad.yaml: is not YAML (got Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1). Mend the file.',
    ],
    [
      'twice.yaml',
      'a: 1\na: 2',
      'twice.yaml: is not YAML (got Map keys must be unique at line 2, column 1). Mend the file.',
    ],
    [
      'bad.toml',
      'a = 1\nb = = 2',
      'bad.toml: is not TOML (got Invalid TOML document: invalid value (line 2)). Mend the file.',
    ],
    ['twice.csv', 'metric,value\na,1\na,2', 'twice.csv: the metric "a" stands there twice.'],
    [
      'm.pkl',
      'abc',
      'm.pkl: has no known format (got .pkl, expected JSON, YAML, TOML, CSV or JUnit XML). Name the file metrics.json.',
    ],
  ])('%s', async (name, text, message) => {
    await expect(read(name, text)).rejects.toThrow(new InputError(message));
  });

  test('bytes that are not UTF-8', async () => {
    await expect(readMetrics(Uint8Array.of(0x7b, 0xff, 0xfe), 'm.json')).rejects.toThrow('m.json: is not text');
    await expect(readMetrics(Uint8Array.of(0xff, 0xfe, 0x7b), 'u16.json')).rejects.toThrow('u16.json: is not text');
  });

  test.each<[string, (text: string) => Buffer]>([
    ['UTF-8 with a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16, little endian', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, big endian', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('%s is read', async (_, encode) => {
    expect([...(await readMetrics(encode('{"a": 0.5}'), 'm.json'))]).toEqual([['a', 0.5]]);
    expect([...(await readMetrics(encode('metric,value\r\na,0.5\r\n'), 'm.csv'))]).toEqual([['a', 0.5]]);
  });

  const MANY = 1_000_000;
  test.each<[string, string, string]>([
    ['a long string', 'm.json', `{"a": 1, "b": "${'x'.repeat(3 * MANY)}"}`],
    ['a string of escapes without an end', 'm.json', `{"a": "${'\\"'.repeat(MANY)}`],
    ['deep JSON', 'm.json', `${'['.repeat(MANY)}${']'.repeat(MANY)}`],
    ['deep YAML', 'm.yaml', `a: ${'['.repeat(MANY / 5)}`],
    ['deep TOML', 'm.toml', `a = ${'['.repeat(MANY)}`],
    ['deep XML', 'm.xml', `${'<a>'.repeat(MANY / 2)}${'</a>'.repeat(MANY / 2)}`],
    ['wide CSV', 'm.csv', `step${',a'.repeat(MANY)}\n1`],
    ['a quote without an end', 'm.csv', `metric,value\n"${'a,'.repeat(MANY)}`],
    ['__proto__ in YAML', 'm.yaml', '__proto__: {polluted: 1}\na: 1'],
    ['__proto__ in TOML', 'm.toml', '[__proto__]\npolluted = 1'],
  ])('%s: read or refused in seconds', async (_, name, text) => {
    const outcome = await read(name, text).catch((error: unknown) => error);
    expect(outcome instanceof Map || outcome instanceof InputError).toBe(true);
    expect(Object.prototype).not.toHaveProperty('polluted');
    if (outcome instanceof InputError) expect(outcome.message.length).toBeLessThan(400);
  });

  test('a YAML alias bomb', async () => {
    const levels = Array.from(
      { length: 10 },
      (_, i) => `l${i + 1}: &l${i + 1} {${'abcdefghij'.split('').map((k) => `${k}: *l${i}`)}}`,
    );
    await expect(read('bomb.yaml', ['l0: &l0 {x: 1}', ...levels].join('\n'))).rejects.toThrow(InputError);
  });

  test.each(['json', 'yaml', 'toml', 'csv'])(
    'any text as %s is read or refused, never anything else',
    async (ending) => {
      await fc.assert(
        fc.asyncProperty(fc.string({ maxLength: 60 }), async (text) => {
          const outcome = await read(`m.${ending}`, text).catch((error: unknown) => error);
          expect(outcome instanceof Map || outcome instanceof InputError).toBe(true);
        }),
      );
    },
  );
});
