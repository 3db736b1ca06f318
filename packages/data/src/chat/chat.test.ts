import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { faultOf } from './conversation.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const turn = (role: string, content: unknown = 'x', more: object = {}) => ({ role, content, ...more });
const from = (speaker: string, value: unknown = 'x') => ({ from: speaker, value });
const [user, assistant, system] = [turn('user'), turn('assistant'), turn('system')];
const call = turn('assistant', null, { tool_calls: [{ id: '1' }] });

describe('a conversation', () => {
  const cases: readonly [what: string, messages: unknown, fault: string | null][] = [
    ['of two turns', [user, assistant], null],
    ['of three, after a system message', [system, user, assistant, user, assistant], null],
    ['as an object', { messages: [user, assistant] }, null],
    ['of ShareGPT', { conversations: [from('system'), from('human'), from('gpt')] }, null],
    ['with a tool', [user, call, turn('tool'), turn('tool'), assistant], null],
    ['with a picture', [turn('user', [{ type: 'image_url', image_url: {} }]), assistant], null],
    ['with developer and function', [turn('developer'), user, turn('assistant', '', { function_call: {} }), turn('function'), assistant], null],
    ['that is none', 'hello', 'layout'],
    ['that is empty', [], 'layout'],
    ['of texts', ['hello'], 'layout'],
    ['without roles', [{ content: 'x' }], 'layout'],
    ['with a role as a number', [turn(1 as never)], 'layout'],
    ['with another role', [turn('bot'), assistant], 'role'],
    ['with an inherited name as role', [turn('constructor'), assistant], 'role'],
    ['with an empty message', [turn('user', ' \n'), assistant], 'empty'],
    ['without content', [user, { role: 'assistant' }], 'empty'],
    ['with empty parts', [turn('user', [{ type: 'text', text: '' }]), assistant], 'empty'],
    ['with a tool call that is empty', [user, turn('assistant', null, { tool_calls: [] })], 'empty'],
    ['with two users in a row', [user, user, assistant], 'order'],
    ['that the assistant begins', [assistant, user, assistant], 'order'],
    ['with a system message in the middle', [user, system, assistant], 'order'],
    ['of a system message alone', [system], 'order'],
    ['with a tool that nobody called', [user, turn('tool'), assistant], 'order'],
    ['with the last word of the user', [user, assistant, user], 'last'],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', (_, messages, fault) => {
    expect(faultOf(JSON.stringify(messages), 'assistant')).toBe(fault);
  });

  test.each([
    ['user', null],
    ['any', null],
    ['assistant', 'last'],
  ] as const)('whose last word must be of %s', (last, fault) => {
    expect(faultOf(JSON.stringify([user, assistant, user]), last)).toBe(fault);
  });

  test.each(['', '{', '[1', 'NaN', '['.repeat(200_000), '{"__proto__": {"messages": []}}', 'null'])(
    'that is not JSON of one: %#',
    (text) => {
      expect(faultOf(text, 'assistant')).toBe('layout');
    },
  );
});

describe('chat', () => {
  const good = [user, assistant];
  const bad = [user, assistant, turn('user', 'secret-value')];
  const jsonl = (...rows: unknown[]): string =>
    rows.map((messages) => `${JSON.stringify({ messages, k: 1 })}\n`).join('');

  test('JSONL: holds, fails, and is allowed to; a missing one is not looked at', async () => {
    const holds = await space.source('good.jsonl', jsonl(good, null, good));
    expect(told(await judge(space, [holds], 'checks: [{ chat: { column: messages } }]'), 'chat')).toEqual([
      'chat(messages) pass 0/2',
    ]);
    const fails = await space.source('bad.jsonl', jsonl(good, bad, 'x', [user, user]));
    const report = await judge(space, [fails], 'checks: [{ chat: { column: messages, last: assistant, failing: 0 } }]');
    expect(report.rules.find(({ kind }) => kind === 'chat')).toMatchObject({
      status: 'fail',
      failing: 3,
      of: 4,
      note: '3 of 4: 1 are no list of messages, 1 do not alternate, 1 end with another role',
    });
    expect(JSON.stringify(report)).not.toContain('secret-value');
    expect((await judge(space, [fails], 'checks: [{ chat: { column: messages, failing: "<= 75%" } }]')).verdict).toBe(
      'pass',
    );
    expect(told(await judge(space, [fails], 'checks: [{ chat: { column: message } }]'), 'chat')).toEqual([
      'chat(message) error column "message" is missing',
    ]);
  });

  test('Parquet lists and CSV text', async () => {
    const parquet = await space.parquet(
      'chat.parquet',
      "SELECT [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'b'}] AS m UNION ALL SELECT [{'role': 'user', 'content': 'a'}]",
    );
    expect(told(await judge(space, [parquet], 'checks: [{ chat: { column: m } }]'), 'chat')).toEqual([
      'chat(m) fail 1/2',
    ]);
    const csv = await space.source('chat.csv', `m,k\n"${JSON.stringify(good).replaceAll('"', '""')}",1\n,2\n`);
    expect(told(await judge(space, [csv], 'checks: [{ chat: { column: m } }]'), 'chat')).toEqual(['chat(m) pass 0/1']);
  });

  test('nothing to look at is no pass', async () => {
    const source = await space.source('none.jsonl', jsonl(null));
    expect(told(await judge(space, [source], 'checks: [{ chat: { column: messages } }]'), 'chat')).toEqual([
      'chat(messages) fail 0/0',
    ]);
  });

  test.each([
    ['{ last: assistant }', /names no column/],
    ['{ column: m, last: gpt }', /assistant, user, any/],
    ['{ column: m, roles: [a] }', /not a key here/],
  ])('refused: %s', async (keys, message) => {
    await expect(judge(space, [], `checks: [{ chat: ${keys} }]`)).rejects.toThrow(message);
  });
});
