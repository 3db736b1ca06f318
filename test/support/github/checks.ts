import { resolveCommit } from './git.ts';
import { paged } from './page.ts';
import { created, found, ok, unprocessable } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { actionsApp, nodeId } from './user-json.ts';

type Check = Schema<'check-run'>;

/** Longer summaries and texts are refused (https://docs.github.com/en/rest/checks/runs). */
const LONGEST_TEXT = 65_535;
const MOST_ANNOTATIONS = 50;

interface CheckChange {
  readonly name?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: { title?: string; summary?: string; text?: string; annotations?: unknown[] };
}

function checkOutput({ output }: CheckChange): void {
  const refuse = (field: string, message: string) =>
    unprocessable('Invalid request.', [{ resource: 'CheckRun', code: 'invalid', field, message }]);
  for (const field of ['summary', 'text'] as const) {
    if ((output?.[field] ?? '').length > LONGEST_TEXT)
      throw refuse(field, `Only ${LONGEST_TEXT} characters are allowed`);
  }
  if ((output?.annotations ?? []).length > MOST_ANNOTATIONS) {
    throw refuse('annotations', `Only ${MOST_ANNOTATIONS} annotations are allowed`);
  }
}

/** A conclusion completes a run, whatever status was sent with it; annotations add up over updates. */
function apply(call: Call, check: Check, change: CheckChange): Check {
  checkOutput(change);
  const { annotations, ...output } = change.output ?? {};
  const count = check.output.annotations_count + (annotations?.length ?? 0);
  const status = change.conclusion ? 'completed' : (change.status ?? check.status);
  const reopened = status !== 'completed';
  return Object.assign(check, {
    ...(change.name && { name: change.name }),
    ...(change.details_url && { details_url: change.details_url }),
    ...(change.external_id !== undefined && { external_id: change.external_id }),
    ...(change.started_at && { started_at: change.started_at }),
    status,
    conclusion: reopened ? null : (change.conclusion ?? check.conclusion),
    completed_at: reopened ? null : (change.completed_at ?? check.completed_at ?? call.world.now()),
    output: { ...check.output, ...output, annotations_count: count },
  });
}

function blank(call: Call, name: string, sha: string): Check {
  const id = call.world.nextId();
  const url = `${call.repo.api}/check-runs/${id}`;
  return {
    id,
    node_id: nodeId('CheckRun', id),
    head_sha: sha,
    external_id: '',
    url,
    html_url: `${call.repo.html}/runs/${id}`,
    details_url: `${call.repo.html}/runs/${id}`,
    status: 'queued',
    conclusion: null,
    started_at: call.world.now(),
    completed_at: null,
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
    name,
    check_suite: { id },
    app: actionsApp(call.world.apiUrl, call.world.serverUrl, call.world.now()),
    pull_requests: [],
  };
}

function listed(call: Call, sha: string): Check[] {
  const name = call.query('check_name');
  const status = call.query('status');
  const own = call.repo.checks.filter(
    (check) => check.head_sha === sha && (!name || check.name === name) && (!status || check.status === status),
  );
  const newest = own.filter((check) => own.findLast(({ name }) => name === check.name) === check);
  return (call.query('filter') === 'all' ? own : newest).reverse();
}

export const checkRoutes = [
  route('POST', '/repos/{owner}/{repo}/check-runs', [{ checks: 'write' }], async (call) => {
    const { name, head_sha } = call.body;
    const sha = await resolveCommit(call.repo.gitDir, head_sha);
    if (sha !== head_sha) throw unprocessable(`No commit found for SHA: ${head_sha}`);
    const check = apply(call, blank(call, name, sha), call.body as CheckChange);
    call.repo.checks.push(check);
    return created(check);
  }),

  route('PATCH', '/repos/{owner}/{repo}/check-runs/{check_run_id}', [{ checks: 'write' }], (call) => {
    const wanted = call.id('check_run_id');
    const check = found(call.repo.checks.find(({ id }) => id === wanted));
    return ok(apply(call, check, call.body as CheckChange));
  }),

  route('GET', '/repos/{owner}/{repo}/check-runs/{check_run_id}', [{ checks: 'read' }], ({ repo, id }) => {
    const wanted = id('check_run_id');
    return ok(found(repo.checks.find((check) => check.id === wanted)));
  }),

  route('GET', '/repos/{owner}/{repo}/commits/{ref}/check-runs', [{ checks: 'read' }], async (call) => {
    const sha = await resolveCommit(call.repo.gitDir, call.param('ref'));
    if (!sha) throw unprocessable(`No commit found for SHA: ${call.param('ref')}`);
    const all = listed(call, sha);
    return paged(call, all, (check_runs) => ({ total_count: all.length, check_runs }));
  }),
];
