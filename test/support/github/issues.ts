import { app, author, checkBody, READ_CONVERSATION, WRITE_CONVERSATION } from './comments.ts';
import { labelNames, labelsNamed } from './labels.ts';
import { paged } from './page.ts';
import { created, found, ok } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';
import type { Repository, World } from './world.ts';

const issueOf = (repo: Repository, number: number) => found(repo.issues.find((issue) => issue.number === number));
export interface IssueFacts {
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly labels?: readonly unknown[] | undefined;
  readonly user: Schema<'simple-user'>;
  readonly app?: Schema<'integration'> | null;
  /** a pull request is an issue too, and shares its number */
  readonly pull?: boolean;
}

/** Opens the repository's next issue (or the issue side of a pull request). */
export function openIssue(world: World, repo: Repository, facts: IssueFacts): Schema<'issue'> {
  const id = world.nextId();
  repo.lastNumber += 1;
  const number = repo.lastNumber;
  const url = `${repo.api}/issues/${number}`;
  const html_url = `${repo.html}/${facts.pull ? 'pull' : 'issues'}/${number}`;
  const pull = {
    url: `${repo.api}/pulls/${number}`,
    html_url,
    diff_url: `${html_url}.diff`,
    patch_url: `${html_url}.patch`,
  };
  const issue: Schema<'issue'> = {
    id,
    node_id: nodeId('Issue', id),
    url,
    repository_url: repo.api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url,
    number,
    state: 'open',
    state_reason: null,
    title: facts.title,
    body: facts.body ?? null,
    user: facts.user,
    labels: labelsNamed(world, repo, facts.labels ?? []),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: 0,
    ...(facts.pull && { pull_request: pull }),
    closed_at: null,
    created_at: world.now(),
    updated_at: world.now(),
    author_association: 'NONE',
    performed_via_github_app: facts.app ?? null,
  };
  repo.issues.push(issue);
  return issue;
}

function matching(call: Call): Schema<'issue'>[] {
  const state = call.query('state') ?? 'open';
  const wanted = (call.query('labels') ?? '').split(',').filter(Boolean);
  const creator = call.query('creator');
  const since = call.query('since');
  const hits = call.repo.issues.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      wanted.every((name) => labelNames(issue).includes(name.toLowerCase())) &&
      (!creator || issue.user?.login === creator) &&
      (!since || Date.parse(issue.updated_at) >= Date.parse(since)),
  );
  return call.query('direction') === 'asc' ? hits : hits.reverse();
}

interface IssueChange {
  readonly title?: string | null;
  readonly body?: string | null;
  readonly labels?: readonly unknown[];
  readonly state?: 'open' | 'closed';
  readonly state_reason?: string | null;
}

/** Setting labels replaces all of them; closing and reopening set the times as GitHub does. */
function changes({ world, repo, body }: Call, issue: Schema<'issue'>): object {
  const { title, labels, state, state_reason, body: text } = body as IssueChange;
  const closing = state === 'closed' && issue.state !== 'closed';
  return {
    ...(title != null && { title }),
    ...(text !== undefined && { body: text }),
    ...(labels && { labels: labelsNamed(world, repo, labels) }),
    ...(closing && { state, closed_at: world.now(), state_reason: state_reason ?? 'completed' }),
    ...(state === 'open' && issue.state === 'closed' && { state, closed_at: null, state_reason: 'reopened' }),
    updated_at: world.now(),
  };
}

export const issueRoutes = [
  route('GET', '/repos/{owner}/{repo}/issues', [{ issues: 'read' }], (call) => paged(call, matching(call))),

  route('POST', '/repos/{owner}/{repo}/issues', [{ issues: 'write' }], (call) => {
    const { title, body, labels } = call.body;
    checkBody('Issue', body);
    return created(
      openIssue(call.world, call.repo, { title: String(title), body, labels, user: author(call), app: app(call) }),
    );
  }),

  route('GET', '/repos/{owner}/{repo}/issues/{issue_number}', READ_CONVERSATION, ({ repo, id }) =>
    ok(issueOf(repo, id('issue_number'))),
  ),

  route('PATCH', '/repos/{owner}/{repo}/issues/{issue_number}', WRITE_CONVERSATION, (call) => {
    const issue = issueOf(call.repo, call.id('issue_number'));
    checkBody('Issue', call.body.body);
    return ok(Object.assign(issue, changes(call, issue)));
  }),
];
