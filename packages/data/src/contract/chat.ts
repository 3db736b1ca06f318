import type { Block } from '../block.ts';
import { chatBlock } from '../chat/block.ts';
import { LAST_ROLES } from '../chat/conversation.ts';
import { type Limit, NONE, type Severity } from '../rule.ts';
import { readKeys } from './keys.ts';
import type { Reading, Spot } from './reading.ts';
import { readLimit, readText } from './value.ts';
import { oneOf } from './words.ts';

/** What must hold of a column of conversations. */
export interface Chat {
  readonly column: string;
  readonly severity: Severity;
  readonly where: string | null;
  /** 1-based, in the contract */
  readonly line: number;
  readonly last: (typeof LAST_ROLES)[number];
  readonly failing: Limit;
}

export const CHAT_KEYS = ['column', 'last', 'failing'] as const;

/** `chat: { column: messages, last: assistant, failing: 0 }`. */
export function readChat(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, CHAT_KEYS);
  if (!keys.has('column')) keys.refuse('', 'chat names no column', 'such as `column: messages`');
  return chatBlock({
    column: keys.get('column', readText) ?? '',
    severity: keys.severity,
    where: keys.where,
    line: spot.line,
    last: keys.get('last', oneOf(LAST_ROLES)) ?? 'assistant',
    failing: keys.get('failing', readLimit) ?? NONE,
  });
}
