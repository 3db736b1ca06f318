import { clip } from '../report/markdown.ts';
import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

export type CheckConclusion = 'success' | 'neutral' | 'failure' | 'cancelled';

/** An open check, as plain JSON: the `post` step closes what a cancelled step left open. */
export type CheckHandle =
  | { readonly kind: 'check'; readonly id: number; readonly name: string; readonly headSha: string }
  | { readonly kind: 'status'; readonly name: string; readonly headSha: string; readonly detailsUrl: string | null };

export interface CheckStart {
  /** stable: required checks are named by it */
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string;
  readonly detailsUrl?: string;
  readonly title?: string;
  readonly summary?: string;
}

export interface CheckResult {
  readonly conclusion: CheckConclusion;
  readonly title: string;
  /** Markdown */
  readonly summary: string;
  readonly annotations?: readonly CheckAnnotation[];
}

export interface CheckAnnotation {
  readonly path: string;
  /** counted from 1 */
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
}

/** Limits of the checks and statuses APIs (https://docs.github.com/en/rest/checks/runs, .../commits/statuses). */
const annotationBatch = 50;
const outputLimit = 65_535;
const titleLimit = 255;
export const descriptionLimit = 140;

/**
 * Opens a check run in progress; where check runs are refused or unknown (a token without `checks: write`, a personal
 * token, other forges) a pending commit status of the same name.
 *
 * @throws GitHubError that of the check run, when a status is refused too
 */
export async function openCheck(github: GitHub, start: CheckStart): Promise<CheckHandle> {
  const { name, headSha, detailsUrl } = start;
  try {
    return { kind: 'check', id: await createCheckRun(github, start), name, headSha };
  } catch (refusal) {
    if (!hasStatus(refusal, 403, 404, 405)) throw refusal;
    const handle: CheckHandle = { kind: 'status', name, headSha, detailsUrl: detailsUrl ?? null };
    try {
      await setStatus(github, handle, 'pending', start.title ?? 'In progress');
    } catch (second) {
      throw hasStatus(second, 403, 404) ? refusal : second;
    }
    return handle;
  }
}

/** Writes a check that is over already. @throws GitHubError where check runs are refused or unknown */
export async function completeCheck(github: GitHub, start: CheckStart, result: CheckResult): Promise<void> {
  const { name, headSha, externalId, detailsUrl } = start;
  const { conclusion, title, summary } = result;
  await github.use((octokit, at) =>
    octokit.rest.checks.create({
      ...at,
      name,
      head_sha: headSha,
      external_id: externalId,
      status: 'completed',
      conclusion,
      ...(detailsUrl !== undefined && { details_url: detailsUrl }),
      output: { title: clip(title, titleLimit), summary: clip(summary, outputLimit) },
    }),
  );
}

/** Closes a check with its conclusion first, then adds annotations beyond the first batch. */
export async function closeCheck(github: GitHub, handle: CheckHandle, result: CheckResult): Promise<void> {
  if (handle.kind === 'status') return setStatus(github, handle, stateOf[result.conclusion], result.title);
  const output = { title: clip(result.title, titleLimit), summary: clip(result.summary, outputLimit) };
  const batches = batchesOf(result.annotations ?? []);
  const update = (annotations: readonly CheckAnnotation[], rest: object) =>
    github.use((octokit, at) =>
      octokit.rest.checks.update({
        ...at,
        check_run_id: handle.id,
        output: { ...output, annotations: annotations.map(wire) },
        ...rest,
      }),
    );
  await update(batches[0] ?? [], { status: 'completed', conclusion: result.conclusion });
  for (const batch of batches.slice(1)) await update(batch, {});
}

async function createCheckRun(github: GitHub, start: CheckStart): Promise<number> {
  const { name, headSha, externalId, detailsUrl, title = name, summary = 'In progress.' } = start;
  const { data } = await github.use((octokit, at) =>
    octokit.rest.checks.create({
      ...at,
      name,
      head_sha: headSha,
      external_id: externalId,
      status: 'in_progress',
      ...(detailsUrl !== undefined && { details_url: detailsUrl }),
      output: { title: clip(title, titleLimit), summary: clip(summary, outputLimit) },
    }),
  );
  return data.id;
}

/** A status knows no neutral: as a neutral check does, it lets the merge pass; its text keeps the verdict's word. */
const stateOf = { success: 'success', neutral: 'success', failure: 'failure', cancelled: 'error' } as const;

async function setStatus(
  github: GitHub,
  { name, headSha, detailsUrl }: Extract<CheckHandle, { kind: 'status' }>,
  state: 'pending' | 'success' | 'failure' | 'error',
  description: string,
): Promise<void> {
  await github.use((octokit, at) =>
    octokit.rest.repos.createCommitStatus({
      ...at,
      sha: headSha,
      state,
      context: name,
      description: clip(description, descriptionLimit),
      ...(detailsUrl !== null && { target_url: detailsUrl }),
    }),
  );
}

const batchesOf = (annotations: readonly CheckAnnotation[]): (readonly CheckAnnotation[])[] =>
  Array.from({ length: Math.ceil(annotations.length / annotationBatch) }, (_, at) =>
    annotations.slice(at * annotationBatch, (at + 1) * annotationBatch),
  );

const wire = ({ path, line, level, message, title }: CheckAnnotation) => ({
  path,
  start_line: line,
  end_line: line,
  annotation_level: level,
  message: clip(message, outputLimit),
  ...(title !== undefined && { title: clip(title, titleLimit) }),
});
