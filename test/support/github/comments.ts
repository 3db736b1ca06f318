import { paged } from './page.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { actionsApp, nodeId, userJson } from './user-json.ts';
import type { Repository } from './world.ts';

/** GitHub refuses longer bodies of issues, pull requests and comments. */
export const LONGEST_BODY = 65_536;

export const WRITE_CONVERSATION = [{ issues: 'write' }, { pull_requests: 'write' }] as const;
export const READ_CONVERSATION = [{ issues: 'read' }, { pull_requests: 'read' }] as const;

/** 422 in GitHub's words for a body above its limit, counted in characters. */
export function checkBody(resource: string, body: string | null | undefined): void {
  if ([...(body ?? '')].length <= LONGEST_BODY) return;
  const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
  throw unprocessable('Validation Failed', [{ resource, code: 'custom', field: 'body', message }]);
}

/** The account a request acts as; anonymous requests never get as far as writing. */
export const author = ({ world, actor }: Call): Schema<'simple-user'> => {
  if (!actor) throw new Error('a write without an account');
  return userJson(world.apiUrl, world.serverUrl, actor);
};

/** The app named beside the account when an installation acted. */
export const app = ({ world, actor }: Call): Schema<'integration'> | null =>
  actor?.type === 'Bot' ? actionsApp(world.apiUrl, world.serverUrl, world.now()) : null;

const issueOf = (repo: Repository, number: number) => found(repo.issues.find((issue) => issue.number === number));
const commentOf = (repo: Repository, id: number) => found(repo.comments.find((comment) => comment.id === id));

function commentJson(call: Call, issue: Schema<'issue'>, body: string): Schema<'issue-comment'> {
  const id = call.world.nextId();
  const at = call.world.now();
  return {
    id,
    node_id: nodeId('IssueComment', id),
    url: `${call.repo.api}/issues/comments/${id}`,
    html_url: `${issue.html_url}#issuecomment-${id}`,
    issue_url: issue.url,
    user: author(call),
    author_association: 'NONE',
    performed_via_github_app: app(call),
    created_at: at,
    updated_at: at,
    body,
  };
}

export const commentRoutes = [
  route('GET', '/repos/{owner}/{repo}/issues/{issue_number}/comments', READ_CONVERSATION, (call) => {
    const issue = issueOf(call.repo, call.id('issue_number'));
    const since = call.query('since');
    const own = call.repo.comments.filter(({ issue_url }) => issue_url === issue.url);
    return paged(
      call,
      own.filter(({ updated_at }) => !since || Date.parse(updated_at) >= Date.parse(since)),
    );
  }),

  route('POST', '/repos/{owner}/{repo}/issues/{issue_number}/comments', WRITE_CONVERSATION, (call) => {
    const issue = issueOf(call.repo, call.id('issue_number'));
    checkBody('IssueComment', call.body.body);
    const comment = commentJson(call, issue, call.body.body);
    call.repo.comments.push(comment);
    issue.comments += 1;
    return created(comment);
  }),

  route('GET', '/repos/{owner}/{repo}/issues/comments/{comment_id}', READ_CONVERSATION, ({ repo, id }) =>
    ok(commentOf(repo, id('comment_id'))),
  ),

  route(
    'PATCH',
    '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    WRITE_CONVERSATION,
    ({ world, repo, id, body }) => {
      const comment = commentOf(repo, id('comment_id'));
      checkBody('IssueComment', body.body);
      return ok(Object.assign(comment, { body: body.body, updated_at: world.now() }));
    },
  ),

  route('DELETE', '/repos/{owner}/{repo}/issues/comments/{comment_id}', WRITE_CONVERSATION, ({ repo, id }) => {
    const comment = commentOf(repo, id('comment_id'));
    repo.comments.splice(repo.comments.indexOf(comment), 1);
    const issue = repo.issues.find(({ url }) => url === comment.issue_url);
    if (issue) issue.comments -= 1;
    return noContent;
  }),
];
