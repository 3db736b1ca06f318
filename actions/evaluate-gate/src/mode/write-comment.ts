import { writeComment } from '@ml-actions/core/github/comment';
import { renderComment, staleSections } from '@ml-actions/core/report/comment-body';
import type { PlacedSection } from '@ml-actions/core/report/section-text';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from '../inputs.ts';
import type { Expected } from './validate.ts';

/** What a run's comment says. */
export interface Written {
  readonly sections: readonly PlacedSection[];
  /** Markdown lines */
  readonly footer: readonly string[];
}

/**
 * Writes a run's comment in its place: the same one that its own jobs write, under the same rules, so that a newer run's
 * comment stays. Returns its address.
 *
 * @throws ServiceError when GitHub refuses
 */
export async function writeRunComment(
  mode: GateInputs['comment'],
  { run, pull }: Expected,
  { sections, footer }: Written,
  ports: Ports,
): Promise<string | null> {
  const { model } = ports;
  const { repository, serverUrl } = ports.run;
  const facts = { runId: String(run.id), runAttempt: run.attempt, headSha: run.headSha };
  const input = { model, workflow: run.workflow, run: { repository, serverUrl, ...facts }, sections, footer };
  const snapshot = {
    key: 'the run is over',
    render: (existing: Parameters<typeof staleSections>[0]) =>
      renderComment({ ...input, stale: staleSections(existing, run.headSha, sections) }),
  };
  const identity = { model, workflow: run.workflow, ...facts };
  const task = { pullRequest: pull.number, mode, identity, list: async () => snapshot };
  const { state, url } = await writeComment(await ports.github(), task);
  if (state === 'superseded') ports.log.notice(`comment: a newer run has written on #${pull.number}; it stays.`);
  return url;
}
