import { app, author, checkBody, READ_CONVERSATION, WRITE_CONVERSATION } from './comments.ts';
import { paged } from './page.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';
import type { Repository, World } from './world.ts';

type Label = Schema<'label'>;
const DEFAULT_LABEL_COLOR = 'ededed';

const issueOf = (repo: Repository, number: number) => found(repo.issues.find((issue) => issue.number === number));
const labelNamed = (repo: Repository, name: string) =>
  repo.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());

function labelJson(
  world: World,
  repo: Repository,
  name: string,
  color = DEFAULT_LABEL_COLOR,
  description?: string,
): Label {
  const id = world.nextId();
  const url = `${repo.api}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId('Label', id), url, name, color, description: description ?? null, default: false };
}

/** The labels of these names; GitHub creates those that are not there when an issue is given them. */
function labelsNamed(world: World, repo: Repository, names: readonly unknown[]): Label[] {
  return names.map((entry) => {
    const name = typeof entry === 'string' ? entry : String((entry as { name?: string }).name ?? '');
    const known = labelNamed(repo, name);
    if (known) return known;
    const label = labelJson(world, repo, name);
    repo.labels.push(label);
    return label;
  });
}

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

const labelNames = (issue: Schema<'issue'>): string[] =>
  issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')).toLowerCase());

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

  route('GET', '/repos/{owner}/{repo}/issues/{issue_number}/labels', READ_CONVERSATION, (call) =>
    paged(call, issueOf(call.repo, call.id('issue_number')).labels),
  ),

  route(
    'POST',
    '/repos/{owner}/{repo}/issues/{issue_number}/labels',
    WRITE_CONVERSATION,
    ({ world, repo, id, body }) => {
      const issue = issueOf(repo, id('issue_number'));
      const names = Array.isArray(body)
        ? body
        : typeof body === 'string'
          ? [body]
          : ('labels' in body && body.labels) || [];
      const known = labelNames(issue);
      issue.labels.push(...labelsNamed(world, repo, names).filter(({ name }) => !known.includes(name.toLowerCase())));
      return ok(issue.labels);
    },
  ),

  route(
    'DELETE',
    '/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
    WRITE_CONVERSATION,
    ({ repo, id, param }) => {
      const issue = issueOf(repo, id('issue_number'));
      const at = labelNames(issue).indexOf(param('name').toLowerCase());
      found(issue.labels[at]);
      issue.labels.splice(at, 1);
      return ok(issue.labels);
    },
  ),

  route('GET', '/repos/{owner}/{repo}/labels', READ_CONVERSATION, (call) => paged(call, call.repo.labels)),

  route('POST', '/repos/{owner}/{repo}/labels', WRITE_CONVERSATION, ({ world, repo, body }) => {
    if (labelNamed(repo, body.name)) {
      throw unprocessable('Validation Failed', [{ resource: 'Label', code: 'already_exists', field: 'name' }]);
    }
    const label = labelJson(world, repo, body.name, body.color, body.description);
    repo.labels.push(label);
    return created(label);
  }),

  route('DELETE', '/repos/{owner}/{repo}/labels/{name}', WRITE_CONVERSATION, ({ repo, param }) => {
    const label = found(labelNamed(repo, param('name')));
    repo.labels.splice(repo.labels.indexOf(label), 1);
    return noContent;
  }),
];
