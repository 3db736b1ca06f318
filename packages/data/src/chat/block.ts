import { type Block, type Counted, counted } from '../block.ts';
import type { Chat } from '../contract/chat.ts';
import { eachSource } from '../each-source.ts';
import { lookAt } from '../failing/read-numbered.ts';
import { jsonOf } from '../json-text.ts';
import { columnOf } from '../profile/table.ts';
import { columnSql } from '../sql.ts';
import { FAULTS, type Fault, faultOf } from './conversation.ts';

/** The rule of `chat:`. Null policy: a missing conversation is not looked at. */
export const chatBlock = (chat: Chat): Block =>
  eachSource({
    claims: [claimOf(chat)],
    where: chat.where,
    columns: [chat.column],
    evaluate: async ({ engine }, source) => {
      const column = columnOf(source, chat.column);
      const looked = { column: chat.column, text: jsonOf(column), present: `${columnSql(column)} IS NOT NULL` };
      const { of, faults, rows } = await lookAt(engine, source, looked, (text) => faultOf(text, chat.last));
      const failing = [...faults.values()].reduce((sum, count) => sum + count, 0);
      return [{ ...counted(source.name, claimOf(chat), failing, of, noteOf(failing, of, faults)), rows }];
    },
  });

function claimOf({ column, severity, line, last, failing }: Chat): Counted {
  const end = last === 'any' ? '' : `, the last is of the ${last}`;
  const expected = `messages of known roles that take turns, none empty${end}`;
  return { id: `chat(${column})`, kind: 'chat', column, severity, line, expected, limit: failing };
}

function noteOf(failing: number, of: number, faults: ReadonlyMap<Fault, number>): string {
  const words = (Object.keys(FAULTS) as Fault[])
    .filter((fault) => faults.has(fault))
    .map((fault) => `${faults.get(fault)} ${FAULTS[fault]}`);
  return `${failing} of ${of}: ${words.join(', ')}`;
}
