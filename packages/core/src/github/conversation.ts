import { type CommentIdentity, readIdentity } from '../report/marker.ts';
import { authorTest } from './author.ts';
import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

/** One comment of ours on a pull request. */
export interface OwnComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly identity: CommentIdentity;
}

/** The comments of one model and workflow on one pull request. */
export interface Conversation {
  /** oldest first */
  list(): Promise<readonly OwnComment[]>;
  create(body: string): Promise<string>;
  /** false when the comment is gone */
  update(id: number, body: string): Promise<boolean>;
  remove(id: number): Promise<void>;
}

interface Place {
  readonly pullRequest: number;
  readonly identity: Pick<CommentIdentity, 'model' | 'workflow'>;
  readonly author?: string;
}

const pageSize = 100;

export function openConversation(github: GitHub, { pullRequest, identity, author }: Place): Conversation {
  let known = author;
  const target = { issue_number: pullRequest };
  return {
    async list() {
      const isOurs = await authorTest(github, known);
      const comments = await github.use((octokit, at) =>
        octokit.paginate(octokit.rest.issues.listComments, { ...at, ...target, per_page: pageSize }),
      );
      const own = comments.flatMap(({ id, html_url: url, body = '', user }): OwnComment[] => {
        const marked = isOurs(user) ? readIdentity(body) : undefined;
        const same = marked?.model === identity.model && marked.workflow === identity.workflow;
        return marked && same ? [{ id, url, body, identity: marked }] : [];
      });
      return own.sort((a, b) => a.id - b.id);
    },
    async create(body) {
      const { data } = await github.use((octokit, at) => octokit.rest.issues.createComment({ ...at, ...target, body }));
      known ??= data.user?.login;
      return data.html_url;
    },
    update: (id, body) =>
      unlessGone(github.use((octokit, at) => octokit.rest.issues.updateComment({ ...at, comment_id: id, body }))),
    async remove(id) {
      await unlessGone(github.use((octokit, at) => octokit.rest.issues.deleteComment({ ...at, comment_id: id })));
    },
  };
}

async function unlessGone(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (hasStatus(error, 404, 410)) return false;
    throw error;
  }
}

/** Whether `other` was written by a later run, or a later attempt of the same run. */
export function isNewer(other: CommentIdentity, own: CommentIdentity): boolean {
  const [theirs, ours] = [BigInt(other.runId), BigInt(own.runId)];
  return theirs === ours ? other.runAttempt > own.runAttempt : theirs > ours;
}
