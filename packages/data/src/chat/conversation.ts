/** Who must have the last word. */
export const LAST_ROLES = ['assistant', 'user', 'any'] as const;

/** What can be wrong with a conversation, in the order in which it is looked for; one conversation has one fault. */
export const FAULTS = {
  layout: 'are no list of messages',
  role: 'name an unknown role',
  empty: 'hold an empty message',
  order: 'do not alternate',
  last: 'end with another role',
} as const;
export type Fault = keyof typeof FAULTS;

type Role = 'system' | 'user' | 'assistant' | 'tool';

/**
 * Roles of the two layouts. OpenAI, `role` and `content` (platform.openai.com, Chat Completions: `developer` is the new
 * name of `system`, `function` the old one of `tool`); ShareGPT, `from` and `value` (as Axolotl and LLaMA-Factory read it).
 */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'], ['developer', 'system'], ['user', 'user'], ['assistant', 'assistant'], ['tool', 'tool'], ['function', 'tool'],
]); // biome-ignore format: one glance
const SPEAKERS: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'], ['human', 'user'], ['user', 'user'], ['gpt', 'assistant'], ['assistant', 'assistant'],
  ['function_call', 'assistant'], ['observation', 'tool'], ['tool', 'tool'],
]); // biome-ignore format: one glance

interface Message {
  readonly role: Role;
  readonly isEmpty: boolean;
}

/**
 * The first fault of a conversation, or null. After optional system messages the user speaks first, then user and
 * assistant take turns; between two words of the assistant only tools may answer.
 *
 * @param text JSON: a list of messages, or an object that holds one as `messages` or `conversations`
 */
export function faultOf(text: string, last: (typeof LAST_ROLES)[number]): Fault | null {
  const list = messagesIn(parsed(text));
  if (!list || list.length === 0) return 'layout';
  const messages: Message[] = [];
  for (const each of list) {
    const message = messageOf(each);
    if (typeof message === 'string') return message;
    messages.push(message);
  }
  if (messages.some(({ isEmpty }) => isEmpty)) return 'empty';
  const turns = messages.slice(
    Math.max(
      0,
      messages.findIndex(({ role }) => role !== 'system'),
    ),
  );
  if (!inOrder(turns.map(({ role }) => role))) return 'order';
  return last === 'any' || turns.at(-1)?.role === last ? null : 'last';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function messagesIn(value: unknown): readonly unknown[] | undefined {
  const list = isFields(value) ? (value.messages ?? value.conversations) : value;
  return Array.isArray(list) ? list : undefined;
}

function messageOf(value: unknown): Message | Fault {
  if (!isFields(value)) return 'layout';
  const isShareGpt = 'from' in value && !('role' in value);
  const name = isShareGpt ? value.from : value.role;
  if (typeof name !== 'string') return 'layout';
  const role = (isShareGpt ? SPEAKERS : ROLES).get(name);
  if (!role) return 'role';
  const content = isShareGpt ? value.value : value.content;
  const calls = role === 'assistant' && (hasItems(value.tool_calls) || isFields(value.function_call));
  return { role, isEmpty: !calls && isBlank(content) };
}

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** Text of blanks alone, or parts without a single one that holds something (a picture does). */
function isBlank(content: unknown): boolean {
  if (typeof content === 'string') return content.trim() === '';
  if (!Array.isArray(content)) return true;
  return content.every(
    (part) => !isFields(part) || (typeof part.text === 'string' ? part.text.trim() === '' : !isOther(part)),
  );
}

/** A part that is no text: an image, a sound, a file. */
const isOther = ({ type }: Fields): boolean => typeof type === 'string' && type !== 'text';

const FOLLOWS: Readonly<Record<Role, readonly Role[]>> = {
  system: [],
  user: ['assistant'],
  assistant: ['user', 'tool'],
  tool: ['tool', 'assistant'],
};

function inOrder(roles: readonly Role[]): boolean {
  return (
    roles[0] === 'user' && roles.every((role, at) => at === 0 || FOLLOWS[roles[at - 1] ?? 'system'].includes(role))
  );
}
