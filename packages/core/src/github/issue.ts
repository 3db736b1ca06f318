import { issueMarker, readIssueKey } from '../report/marker.ts';
import { authorTest } from './author.ts';
import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

export interface Label {
  readonly name: string;
  /** six hexadecimal digits */
  readonly color: string;
  readonly description: string;
}

export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  /** `completed` (recovered), `not_planned` (a person wants silence), ... */
  readonly stateReason: string | null;
  readonly closedAt: string | null;
  readonly labels: readonly string[];
}

/** What makes an issue ours: its labels and the key in its hidden first line. */
export interface IssueTarget {
  readonly key: string;
  readonly labels: readonly string[];
  /** login that our issues have; found out by itself where it is not given */
  readonly author?: string;
}

const pageSize = 100;

/**
 * Our issues of one key, open and closed, newest first. Through the list, not the search: the search index lags, and a
 * lag opens a second issue.
 */
export async function findIssues(github: GitHub, { key, labels, author }: IssueTarget): Promise<readonly Issue[]> {
  const isOurs = await authorTest(github, author);
  const found = await github.use((octokit, at) =>
    octokit.paginate(octokit.rest.issues.listForRepo, {
      ...at,
      labels: labels.join(','),
      state: 'all',
      per_page: pageSize,
    }),
  );
  return found
    .filter((one) => !one.pull_request && isOurs(one.user) && readIssueKey(one.body ?? '') === key)
    .map(issueOf)
    .sort((a, b) => b.number - a.number);
}

export interface NewIssue {
  readonly key: string;
  readonly labels: readonly Label[];
  readonly title: string;
  readonly body: string;
  /** logins; GitHub answers 422 to one that may not be assigned */
  readonly assignees?: readonly string[];
}

/** Opens an issue; labels that the repository does not have yet are created with their colours. */
export async function openIssue(
  github: GitHub,
  { key, labels, title, body, assignees = [] }: NewIssue,
): Promise<Issue> {
  for (const label of labels) await ensureLabel(github, label);
  const { data } = await github.use(({ rest }, at) =>
    rest.issues.create({
      ...at,
      title,
      body: `${issueMarker(key)}\n\n${body}`,
      labels: labels.map(({ name }) => name),
      ...(assignees.length > 0 && { assignees: [...assignees] }),
    }),
  );
  return issueOf(data);
}

/** Rewrites title or text (the marker is kept), closes or reopens. */
export async function updateIssue(
  github: GitHub,
  number: number,
  {
    key,
    title,
    body,
    state,
    stateReason,
  }: {
    readonly key: string;
    readonly title?: string;
    readonly body?: string;
    readonly state?: 'open' | 'closed';
    readonly stateReason?: 'completed' | 'not_planned' | 'reopened';
  },
): Promise<void> {
  await github.use(({ rest }, at) =>
    rest.issues.update({
      ...at,
      issue_number: number,
      ...(title !== undefined && { title }),
      ...(body !== undefined && { body: `${issueMarker(key)}\n\n${body}` }),
      ...(state !== undefined && { state }),
      ...(stateReason !== undefined && { state_reason: stateReason }),
    }),
  );
}

export async function commentOnIssue(github: GitHub, number: number, body: string): Promise<void> {
  await github.use(({ rest }, at) => rest.issues.createComment({ ...at, issue_number: number, body }));
}

/** Whether we said this on the issue already. */
export async function hasComment(github: GitHub, number: number, body: string): Promise<boolean> {
  const isOurs = await authorTest(github);
  const comments = await github.use((octokit, at) =>
    octokit.paginate(octokit.rest.issues.listComments, { ...at, issue_number: number, per_page: pageSize }),
  );
  return comments.some((comment) => isOurs(comment.user) && comment.body?.replaceAll('\r\n', '\n') === body);
}

/** Creates a label unless the repository has one of that name, whose colour then stays. */
export async function ensureLabel(github: GitHub, label: Label): Promise<void> {
  try {
    await github.use(({ rest }, at) => rest.issues.createLabel({ ...at, ...label }));
  } catch (error) {
    // 422: there is one
    if (!hasStatus(error, 422)) throw error;
  }
}

interface WireIssue {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly state_reason?: string | null;
  readonly closed_at: string | null;
  readonly labels: readonly (string | { readonly name?: string })[];
}

const issueOf = (wire: WireIssue): Issue => ({
  number: wire.number,
  url: wire.html_url,
  title: wire.title,
  body: wire.body ?? '',
  state: wire.state === 'closed' ? 'closed' : 'open',
  stateReason: wire.state_reason ?? null,
  closedAt: wire.closed_at,
  labels: wire.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
});
