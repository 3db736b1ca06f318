import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { luhn } from './card.ts';
import { isIban } from './iban.ts';
import type { PiiKind } from './kinds.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const letters = (count: number): string => 'aB'.repeat(count).slice(0, count);
/** Put together here, so that no scanner takes this file for a leak. */
const secret = (...parts: readonly string[]): string => parts.join('');

const kinds: readonly (readonly [kind: PiiKind, held: readonly string[], none: readonly string[]])[] = [
  ['email', ['a@b.io', 'write to Jane.Doe+x@mail.example.co.uk.', "o'hara@example.com"], ['a@b', '@handle', 'a @ b.io', 'f@1.2']],
  [
    'card',
    ['4111111111111111', 'card 4111 1111 1111 1111!', '5555-5555-5555-4444', '378282246310005', '6011111111111117', '3530111333300000', '2223003122003222', '6200 0000 0000 0000 000'],
    ['4111111111111112', '1234567812345670', '14111111111111111', '4111 1111-1111 1111', '0.4111111111111111', 'x4111111111111111', '6200000000000000000', '1700000000000'],
  ],
  ['ssn', ['123-45-6789', 'ssn: 665-01-0001.'], ['000-12-3456', '666-12-3456', '900-12-3456', '123-00-4567', '123-45-0000', '1123-45-6789', '123-45-67890', '123456789']],
  ['phone', ['+49 30 901820', '(212) 555-0187', '212-555-0187', 'call +14155550187'], ['212-155-0187', '12345678', '+0 123 456 78', '1.2.3.4', '2024-01-01', '1+12345678']],
  ['ip', ['10.0.0.1', 'from 192.168.1.254, then', '2001:db8::1', 'at 192.168.0.1.', '::ffff:10.0.0.1'], ['256.1.1.1', '1.2.3', '1.2.3.4.5', '12:30:45', '::', 'a::b::c', 'std::vector']],
  ['iban', ['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00 thanks', 'gb82west12345698765432', 'NO9386011117947'], ['DE89370400440532013001', 'XX89370400440532013000', 'DE8937040044053201300', 'AB12abcdefghijklmnop']],
  [
    'secret',
    [
      secret('-----BEGIN ', 'RSA PRIVATE KEY-----'),
      secret('-----BEGIN ', 'PRIVATE KEY-----'),
      secret('AKIA', 'ABCDEFGHIJKLMNOP'),
      secret('gh', 'p_', letters(36)),
      secret('github', '_pat_', letters(40)),
      secret('gl', 'pat-', letters(20)),
      secret('xo', 'xb-', letters(20)),
      secret('AI', 'za', letters(35)),
      secret('sk', '_live_', letters(24)),
      secret('sk-', 'proj-', letters(40)),
      secret('sk-', 'ant-api03-', letters(40)),
      secret('hf', '_', letters(34)),
      secret('np', 'm_', letters(36)),
      secret('SG', '.', letters(22), '.', letters(43)),
    ],
    ['-----BEGIN PUBLIC KEY-----', 'password=hunter2', 'AKIA', 'ghp_short', 'task-proj-x', 'hf_hub_download'],
  ],
]; // biome-ignore format: one glance

describe('pii', () => {
  test.each(kinds)('%s', async (kind, held, none) => {
    const rows = (values: readonly string[]): string =>
      values.map((value) => `${JSON.stringify({ x: value, k: 'ok' })}\n`).join('');
    for (const value of held) {
      const source = await space.source('held.jsonl', rows([value]));
      expect([
        value,
        told(await judge(space, [source], `checks: [{ pii: { kinds: [${kind}] } }]`), 'x').join(),
      ]).toEqual([value, `x.pii.${kind} fail 1/1`]);
    }
    for (const value of none) {
      const source = await space.source('none.jsonl', rows([value]));
      expect([
        value,
        told(await judge(space, [source], `checks: [{ pii: { kinds: [${kind}] } }]`), 'pii').join(),
      ]).toEqual([value, `pii.${kind} pass 0/2`]);
    }
  });

  test('every kind of every column by default; only counts leave', async () => {
    const source = await space.source('all.csv', 'a,b\nme@secret.example,1\nx,4111111111111111\n,2\n');
    const report = await judge(space, [source], 'checks: [{ pii: { columns: all, limit: 0 } }]');
    expect(
      report.rules.filter(({ status }) => status === 'fail').map(({ id, failing, of }) => `${id} ${failing}/${of}`),
    ).toEqual(['a.pii.email 1/2', 'b.pii.card 1/3']);
    expect(told(report, 'pii')).toEqual(['ssn', 'phone', 'ip', 'iban', 'secret'].map((kind) => `pii.${kind} pass 0/5`));
    expect(JSON.stringify(report)).not.toMatch(/secret\.example|41111/);
  });

  test('columns that the contract marks are looked at only by name', async () => {
    const source = await space.source('marked.csv', 'a,b\nme@x.example,1\n');
    const marked = (of: string): Promise<string[]> =>
      judge(space, [source], `columns: { a: { pii: true }, b: {} }\nchecks: [{ pii: ${of} }]`).then((report) =>
        told(report, 'pii').concat(told(report, 'a.pii')),
      );
    expect(await marked('{ kinds: [email] }')).toEqual(['pii.email pass 0/1']);
    expect(await marked('{ kinds: [email], columns: [a] }')).toEqual(['a.pii.email fail 1/1']);
  });

  test('numbers of Parquet, chosen columns, a limit', async () => {
    const source = await space.parquet(
      'cards.parquet',
      "SELECT unnest([4111111111111111, 7]) AS n, 'a@b.io' AS mail, [1] AS nested",
    );
    expect(told(await judge(space, [source], 'checks: [{ pii: { columns: [n], kinds: [card, email] } }]'), '')).toEqual(
      ['rows pass 2', 'n.pii.card fail 1/2', 'pii.email pass 0/2'],
    );
    expect(
      (await judge(space, [source], 'checks: [{ pii: { columns: [n, nested], kinds: [card], limit: "<= 50%" } }]'))
        .verdict,
    ).toBe('pass');
    expect(told(await judge(space, [source], 'checks: [{ pii: { columns: [m], kinds: [card] } }]'), 'pii')).toEqual([
      'pii.card error column "m" is missing',
    ]);
  });

  test.each([
    ['{ kinds: [] }', /names nothing/],
    ['{ kinds: [mail] }', /email, card/],
    ['{ limit: some }', /not a limit/],
  ])('refused: %s', async (keys, message) => {
    await expect(judge(space, [], `checks: [{ pii: ${keys} }]`)).rejects.toThrow(message);
  });
});

test('check digits', () => {
  expect([luhn('79927398713'), luhn('79927398710')]).toEqual([true, false]); // ISO/IEC 7812-1's well-known example
  expect([isIban('GB82WEST12345698765432'), isIban('GB82WEST12345698765433')]).toEqual([true, false]);
});
