import { ServiceError } from '../error.ts';
import { type ParsedComment, parseComment } from '../report/comment-body.ts';
import type { CommentIdentity } from '../report/marker.ts';
import type { GitHub } from './client.ts';
import { openConversation } from './conversation.ts';
import { type Draft, placeComment, sameText } from './place-comment.ts';

export const commentModes = ['on-change', 'always', 'never'] as const;
export type CommentMode = (typeof commentModes)[number];

export interface CommentTarget {
  readonly pullRequest: number;
  readonly identity: CommentIdentity;
  /** `always` rewrites the comment even when it says the same */
  readonly mode: CommentMode;
  /** login that our comments have; found out by itself where it is not given */
  readonly author?: string;
}

/** The records of the run as they were at one moment. */
export interface Snapshot {
  /** differs when the list of records differs */
  readonly key: string;
  /** every record was made by this job: no other job can be creating a comment at the same time */
  readonly alone?: boolean;
  render(existing: ParsedComment | undefined): string | Promise<string>;
}

export interface CommentTask extends CommentTarget {
  /** lists the run's records; the own record must be in it already */
  list(): Promise<Snapshot>;
}

export interface CommentOutcome {
  /** `superseded`: a newer run or attempt has written, and its comment stays */
  readonly state: 'created' | 'updated' | 'unchanged' | 'superseded' | 'off';
  readonly url: string | null;
}

export const noComment: CommentOutcome = { state: 'off', url: null };
/** Every other job of a run can make one more round necessary; no run has this many that finish at once. */
const mostRounds = 100;

/**
 * Writes the comment from the run's records: {list records, render, write, list again} until nothing changed.
 * A writer whose record came later writes later, and one that wrote from an old list sees the newer list afterwards:
 * so the last write has every record. Two comments created at once become one: the older one stays.
 *
 * @throws ServiceError when GitHub refuses, or the comment does not come to rest
 */
export async function writeComment(github: GitHub, task: CommentTask): Promise<CommentOutcome> {
  if (task.mode === 'never') return noComment;
  const conversation = openConversation(github, task);
  let state: 'created' | 'updated' | 'unchanged' = 'unchanged';
  let snapshot = await task.list();
  for (let round = 0; round < mostRounds; round++) {
    const step = await placeComment(
      conversation,
      task.identity,
      draftOf(snapshot, task.mode === 'always' && round === 0),
    );
    if (step.state === 'superseded') return { state: step.state, url: step.url };
    if (step.state === 'unchanged') return { state, url: step.url };
    if (step.state !== 'lost' && state !== 'created') state = step.state;
    const now = await task.list();
    // After `created` only another look can show a twin, so the loop goes on; not when there is no other job: of two
    // that create, the one whose record came later lists both records after its creation, and takes that look.
    const settled = step.state === 'updated' || (step.state === 'created' && now.alone);
    if (settled && now.key === snapshot.key) return { state, url: step.url };
    snapshot = now;
  }
  throw unsettled(task.pullRequest, mostRounds);
}

function draftOf(snapshot: Snapshot, force: boolean): Draft {
  return async (existing) => {
    const body = await snapshot.render(existing && parseComment(existing.body));
    return existing && !force && sameText(existing.body, body) ? undefined : body;
  };
}

export const unsettled = (pullRequest: number, rounds: number): ServiceError =>
  new ServiceError(
    `comment on #${pullRequest}: other jobs kept changing it (got ${rounds} rounds). Run this job again.`,
  );
