import type { GitHub } from './client.ts';

/** A comment of somebody on an issue or pull request. */
export interface CommentFacts {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly id: number; readonly login: string; readonly isPerson: boolean } | null;
  readonly wasEdited: boolean;
  /** ISO 8601, whole seconds */
  readonly createdAt: string;
}

/** Reads a comment as it is now. @throws GitHubError */
export async function readIssueComment(github: GitHub, id: number): Promise<CommentFacts> {
  const { data } = await github.use((octokit, at) => octokit.rest.issues.getComment({ ...at, comment_id: id }));
  const { user } = data;
  return {
    id: data.id,
    body: data.body ?? '',
    author: user && { id: user.id, login: user.login, isPerson: user.type === 'User' },
    createdAt: data.created_at,
    wasEdited: data.created_at !== data.updated_at,
  };
}

/** Answers a comment with a thumb and a sentence (Markdown). @throws GitHubError */
export async function answerComment(
  github: GitHub,
  to: { readonly issue: number; readonly comment: number },
  thumb: '+1' | '-1',
  sentence: string,
): Promise<void> {
  await github.use((octokit, at) =>
    octokit.rest.reactions.createForIssueComment({ ...at, comment_id: to.comment, content: thumb }),
  );
  await github.use((octokit, at) =>
    octokit.rest.issues.createComment({ ...at, issue_number: to.issue, body: sentence }),
  );
}
