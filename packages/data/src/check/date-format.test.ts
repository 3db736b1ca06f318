import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';
import { judge } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { unpadded } from './date-form.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const contractOf = (format: string): string =>
  `columns: { d: { type: string, date_format: ${JSON.stringify(format)} } }`;

/** The texts that are written as the format. */
async function written(format: string, texts: readonly string[]): Promise<string[]> {
  const lines = texts.map((text) => `"${text}"`).join('\n');
  const source = await space.source('days.csv', `d\n${lines}\n`);
  const each = texts.map(
    (text) => `{ column: { name: d, date_format: ${JSON.stringify(format)}, where: "d = '${text}'" } }`,
  );
  const { rules } = await judge(space, [source], `columns: { d: string }\nchecks: [${each.join(', ')}]`);
  const own = rules.filter(({ kind }) => kind === 'date_format');
  return texts.filter((_, at) => own[at]?.failing === 0 && own[at]?.status === 'pass');
}

describe('a date as text is written as strftime writes it', () => {
  test.each<[format: string, yes: string[], no: string[]]>([
    ['%Y', ['2024', '0024'], ['24', '2024 ', ' 2024', '02024', '+2024']],
    ['%d.%m.%Y', ['29.02.2024'], ['1.1.2024', '01.01.24', '29.02.2023', '01.13.2024', '01x01x2024']],
    ['%-d.%-m.%Y', ['1.1.2024', '01.01.2024', '12.11.2024'], ['1.1.24', '001.1.2024', '0.1.2024']],
    ['%y%m%d', ['240131'], ['24131', '20240131']],
    ['%d %b %Y', ['05 Jan 2024', '05 JAN 2024'], ['05 Jaan 2024', '5 Jan 2024', '05 January 2024']],
    ['%B %d', ['January 05', 'may 31'], ['Jan 05', 'May 32']],
    ['%H:%M:%S', ['07:05:09'], ['7:05:09', '07:5:09', '24:00:00', '07:05:60']],
    ['%I:%M %p', ['07:05 PM', '12:00 am'], ['13:00 PM', '7:05 PM', '07:05 XM']],
    ['%Y-%j', ['2024-366', '2024-001'], ['2024-1', '2024-367']],
    ['%H.%f', ['10.5', '10.123456'], ['10.', '10.1234567']],
    ['%Y%z', ['2024+0100', '2024-03:30', '2024+01'], ['2024', '2024+1', '2024 +0100']],
    ['100%% (%Y)|.*', ['100% (2024)|.*'], ['100%% (2024)|.*', '100% (2024)', '100% (2024)|x']],
  ])('%s', async (format, yes, no) => {
    expect(await written(format, [...yes, ...no])).toEqual(yes);
  });

  test('formats of formats that Python judges let leading zeros be left out, as it does', async () => {
    expect(unpadded('%d.%m.%Y %%d %H')).toBe('%-d.%-m.%Y %%d %-H');
    expect(await written(unpadded('%d.%m.%Y'), ['1.1.2024', '01.01.2024', '1.1.24'])).toEqual([
      '1.1.2024',
      '01.01.2024',
    ]);
  });

  test.each([['%Q'], ['%'], ['%-Y'], ['%-'], ['%x'], ['%Y %é']])('%s is refused where it is stated', (format) => {
    expect(() => parseContract(`version: 1\n${contractOf(format)}`, 'c.yaml')).toThrow(
      /c.yaml:2: "%.*" is no directive of dates that is read here \(expected such as %Y, %m, %d, %-d/,
    );
  });
});
