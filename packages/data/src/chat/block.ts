import type { Block, Counted } from '../block.ts';
import type { Chat } from '../contract/chat.ts';
import { eachSource } from '../each-source.ts';
import { faultsIn } from '../faults.ts';
import { FAULTS, type Fault, faultOf } from './conversation.ts';

/** The rule of `chat:`. Null policy: a missing conversation is not looked at. */
export const chatBlock = (chat: Chat): Block =>
  eachSource({
    claims: [claimOf(chat)],
    where: chat.where,
    columns: [chat.column],
    look: faultsIn({
      asked: ['chat', READING, chat.column, chat.last],
      column: chat.column,
      claim: claimOf(chat),
      faultOf: async () => (text) => faultOf(text, chat.last),
      noteOf,
    }),
  });

/** Conversations that are judged otherwise are other findings: raise it with `faultOf`. */
const READING = 1;

function claimOf({ column, severity, line, last, failing }: Chat): Counted {
  const end = last === 'any' ? '' : `, the last is of the ${last}`;
  const expected = `messages of known roles that take turns, none empty${end}`;
  return { id: `chat(${column})`, kind: 'chat', column, severity, line, expected, limit: failing };
}

function noteOf(failing: number, of: number, faults: ReadonlyMap<string, number>): string {
  const words = (Object.keys(FAULTS) as Fault[])
    .filter((fault) => faults.has(fault))
    .map((fault) => `${faults.get(fault)} ${FAULTS[fault]}`);
  return `${failing} of ${of}: ${words.join(', ')}`;
}
