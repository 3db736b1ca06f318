import { READ_CONVERSATION, WRITE_CONVERSATION } from './comments.ts';
import { paged } from './page.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { route, type Schema } from './route.ts';
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
export function labelsNamed(world: World, repo: Repository, names: readonly unknown[]): Label[] {
  return names.map((entry) => {
    const name = typeof entry === 'string' ? entry : String((entry as { name?: string }).name ?? '');
    const known = labelNamed(repo, name);
    if (known) return known;
    const label = labelJson(world, repo, name);
    repo.labels.push(label);
    return label;
  });
}

/** The names of an issue's labels in lower case: GitHub tells labels apart without regard to case. */
export const labelNames = (issue: Schema<'issue'>): string[] =>
  issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')).toLowerCase());

export const labelRoutes = [
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
