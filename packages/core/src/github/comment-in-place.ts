import { setTimeout as wait } from 'node:timers/promises';
import {
  type CommentInput,
  mergeComment,
  type ParsedComment,
  parseComment,
  renderComment,
} from '../report/comment-body.ts';
import type { GitHub } from './client.ts';
import { type CommentOutcome, type CommentTarget, noComment, unsettled } from './comment.ts';
import { openConversation } from './conversation.ts';
import { type Draft, placeComment, sameText } from './place-comment.ts';

export interface InPlaceTask extends CommentTarget {
  /** this job's sections only */
  readonly own: CommentInput;
  /** milliseconds between a write and its read-back; more than another job needs from reading to writing */
  readonly settle?: number;
}

const settleDefault = 1_500;
/** Read-backs in a row that must show the own sections before they count as written. */
const calmReads = 2;
const mostRounds = 60;

/**
 * Writes own sections without a list of records: merges them into what the comment says, reads it back after a random
 * pause, and repeats until they are really there. Best effort: a write that another job began long before can still
 * drop a section after its writer has stopped looking.
 *
 * @throws ServiceError when GitHub refuses, or the comment does not come to rest
 */
export async function writeCommentInPlace(github: GitHub, task: InPlaceTask): Promise<CommentOutcome> {
  if (task.mode === 'never') return noComment;
  const { own, settle = settleDefault } = task;
  const conversation = openConversation(github, task);
  let state: 'created' | 'updated' | 'unchanged' = 'unchanged';
  let calm = 0;
  for (let round = 0; round < mostRounds; round++) {
    const draft = round === 0 ? firstDraft(own, task.mode === 'always') : readBack(own);
    const step = await placeComment(conversation, task.identity, draft);
    if (step.state === 'superseded') return { state: step.state, url: step.url };
    if (step.state === 'unchanged') calm += 1;
    else calm = 0;
    if (calm >= calmReads || (calm === 1 && round === 0)) return { state, url: step.url };
    if ((step.state === 'created' || step.state === 'updated') && state !== 'created') state = step.state;
    await wait(settle * (0.5 + Math.random()));
  }
  throw unsettled(task.pullRequest, mostRounds);
}

function firstDraft(own: CommentInput, force: boolean): Draft {
  return async (existing) => {
    const body = renderComment(mergeComment(existing && parseComment(existing.body), own));
    return existing && !force && sameText(existing.body, body) ? undefined : body;
  };
}

/** After the first write only a lost section counts: footers and lengths belong to whoever wrote last. */
function readBack(own: CommentInput): Draft {
  const wanted = marksOf(parseComment(renderComment(own)));
  return async (existing) => {
    const parsed = existing && parseComment(existing.body);
    const present = new Set(marksOf(parsed));
    return wanted.every((mark) => present.has(mark)) ? undefined : renderComment(mergeComment(parsed, own));
  };
}

const marksOf = (comment: ParsedComment | undefined): string[] =>
  (comment?.sections ?? []).map(({ key, sha, section: { title, word, tone, fact } }) =>
    JSON.stringify([key, sha, title, word, tone, fact]),
  );
