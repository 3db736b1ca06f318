import { type Block, type Counted, counted } from '../block.ts';
import type { Chat } from '../contract/chat.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { jsonOf } from '../json-text.ts';
import { columnOf } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import { FAULTS, type Fault, faultOf } from './conversation.ts';

/** The rule of `chat:`. Null policy: a missing conversation is not looked at. */
export const chatBlock = (chat: Chat): Block =>
  eachSource({
    claims: [claimOf(chat)],
    where: chat.where,
    columns: [chat.column],
    evaluate: async ({ engine }, source) => {
      const { of, faults } = await faultsIn(engine, source, chat);
      const failing = [...faults.values()].reduce((sum, count) => sum + count, 0);
      return [counted(source.name, claimOf(chat), failing, of, noteOf(failing, of, faults))];
    },
  });

function claimOf({ column, severity, line, last, failing }: Chat): Counted {
  const end = last === 'any' ? '' : `, the last is of the ${last}`;
  const expected = `messages of known roles that take turns, none empty${end}`;
  return { id: `chat(${column})`, kind: 'chat', column, severity, line, expected, limit: failing };
}

async function faultsIn(engine: Engine, source: Source, { column: name, last }: Chat) {
  const column = columnOf(source, name);
  const faults = new Map<Fault, number>();
  let of = 0;
  const sql = `SELECT ${jsonOf(column)} AS x FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL`;
  for await (const chunk of engine.chunks(sql, source.name))
    for (const text of chunk.getColumnValues(0)) {
      of += 1;
      const fault = faultOf(String(text), last);
      if (fault) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
  return { of, faults };
}

function noteOf(failing: number, of: number, faults: ReadonlyMap<Fault, number>): string {
  const words = (Object.keys(FAULTS) as Fault[])
    .filter((fault) => faults.has(fault))
    .map((fault) => `${faults.get(fault)} ${FAULTS[fault]}`);
  return `${failing} of ${of}: ${words.join(', ')}`;
}
