import { type Snapshot, writeComment } from '../github/comment.ts';
import { writeCommentInPlace } from '../github/comment-in-place.ts';
import type { LoadedRecord } from '../record/record.ts';
import { type CommentInput, renderComment, staleSections } from '../report/comment-body.ts';
import type { PlacedSection } from '../report/section-text.ts';
import type { Load } from './load.ts';
import { setOutput } from './outputs.ts';
import { placed, sectionOf } from './section-of.ts';
import type { Session } from './session.ts';

/** Writes the pull request's comment from the run's records. */
export async function comment(session: Session, pullRequest: number): Promise<void> {
  const { ports, inputs } = session;
  const { run } = ports;
  const identity = {
    model: ports.model,
    workflow: run.workflow,
    runId: run.runId,
    runAttempt: run.runAttempt,
    headSha: run.headSha,
  };
  const target = { pullRequest, mode: inputs.comment, identity };
  const github = await ports.github();
  const { url } = ports.records.shared
    ? await writeComment(github, { ...target, list: () => snapshot(session) })
    : await writeCommentInPlace(github, { ...target, own: await commentInput(session, await ports.records.list()) });
  if (url) setOutput(session.action, 'comment-url', url);
}

/** The run's records as they are now, and the comment they make. */
async function snapshot(session: Session): Promise<Snapshot> {
  const { records, run } = session.ports;
  const now = await records.list();
  const input = await commentInput(session, now);
  return {
    key: now
      .map(({ sha256 }) => sha256)
      .sort()
      .join(),
    alone: now.every(({ root }) => root === run.workspace),
    render: (existing) => renderComment({ ...input, stale: staleSections(existing, run.headSha, input.sections) }),
  };
}

async function commentInput({ ports, load }: Session, records: readonly LoadedRecord[]): Promise<CommentInput> {
  const sections = await Promise.all(records.map((record) => asSection(load, record)));
  return { model: ports.model, workflow: ports.run.workflow, run: ports.run, sections, stale: [], footer: [] };
}

async function asSection(load: Load, { predicate }: LoadedRecord): Promise<PlacedSection> {
  return placed(predicate, await sectionOf(load, predicate));
}
