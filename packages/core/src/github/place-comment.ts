import type { CommentIdentity } from '../report/marker.ts';
import { type Conversation, isNewer, type OwnComment } from './conversation.ts';

/** The comment to write, given the one that stands there; undefined when that one says it already. */
export type Draft = (existing: OwnComment | undefined) => Promise<string | undefined>;

export interface Placed {
  /** `lost`: the comment was deleted between reading and writing */
  readonly state: 'created' | 'updated' | 'unchanged' | 'superseded' | 'lost';
  readonly url: string;
}

/**
 * Looks once and writes once: the oldest of our comments is the one that counts, later twins are deleted, and a newer
 * run's comment is left alone.
 */
export async function placeComment(
  conversation: Conversation,
  identity: CommentIdentity,
  draft: Draft,
): Promise<Placed> {
  const [first, ...twins] = await conversation.list();
  const newer = [first, ...twins].find((one) => one !== undefined && isNewer(one.identity, identity));
  if (newer) return { state: 'superseded', url: newer.url };
  for (const twin of twins) await conversation.remove(twin.id);
  const body = await draft(first);
  if (!first)
    return body === undefined
      ? { state: 'unchanged', url: '' }
      : { state: 'created', url: await conversation.create(body) };
  if (body === undefined) return { state: 'unchanged', url: first.url };
  const written = await conversation.update(first.id, body);
  return { state: written ? 'updated' : 'lost', url: first.url };
}

/** Whether two comments are the same text for GitHub, which may change line ends. */
export const sameText = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (text: string): string => text.replace(/\r\n/g, '\n').trim();
