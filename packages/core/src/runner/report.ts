import { messageOf } from '../error.ts';
import { closeCheck } from '../github/check.ts';
import { type Snapshot, writeComment } from '../github/comment.ts';
import { writeCommentInPlace } from '../github/comment-in-place.ts';
import { recordKey } from '../record/identity.ts';
import type { Header, RunIdentity } from '../record/predicate/header.ts';
import { failureOf, type LoadedRecord } from '../record/record.ts';
import { type CommentInput, type PlacedSection, renderComment, staleSections } from '../report/comment-body.ts';
import { escapeText } from '../report/markdown.ts';
import type { Section } from '../report/section.ts';
import { renderSummary } from '../report/summary-body.ts';
import { layout } from '../store/layout.ts';
import type { Outcome } from './action.ts';
import type { Written } from './finish.ts';
import type { Load } from './main.ts';
import { once } from './once.ts';
import type { Session } from './open-session.ts';
import { setOutput } from './outputs.ts';
import { writeSummary } from './summary.ts';

type Reported = Partial<Pick<Outcome, 'check' | 'files' | 'retentionDays'>>;

/** Tells everybody what was decided. Each way is tried by itself; a failure is a warning, never the verdict. */
export async function report(session: Session, written: Written, outcome: Reported): Promise<void> {
  const section = once(() => sectionOf(session.load, written.predicate));
  const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['job summary', async () => summarize(session, written.predicate, await section())],
    ['hand-over', () => handOver(session, written, outcome)],
    ['record store', () => keep(session, written)],
    ['check', async () => closeTheCheck(session, await section(), outcome)],
    ['comment', () => comment(session)],
  ];
  for (const [name, way] of ways) {
    try {
      await way();
    } catch (error) {
      session.ports.log.warning(`${name}: ${messageOf(error)}`);
    }
  }
}

async function summarize({ ports }: Session, predicate: Header, section: Section): Promise<void> {
  const summary = renderSummary({
    model: ports.model,
    run: ports.run,
    sections: [keyed(predicate, section)],
    footer: [],
  });
  await writeSummary(summary, ports.env);
}

const keyed = (predicate: Header, section: Section): PlacedSection => ({
  key: recordKey(predicate.action, predicate.id),
  sha: predicate.run.headSha,
  section,
});

/** How a record reads. A failure reads the same for every action. */
export async function sectionOf(load: Load, predicate: Header): Promise<Section> {
  const failure = failureOf(predicate);
  if (!failure) return (await load(predicate.action)).section(predicate as never);
  return {
    title: predicate.action,
    word: 'ERROR',
    tone: 'failure',
    fact: escapeText(failure.error),
    body: '',
    details: [],
  };
}

/** Without a hand-over the record still stands in the job's own folder. */
async function handOver(
  { ports, inputs }: Session,
  { predicate }: Written,
  { files = [], retentionDays }: Reported,
): Promise<void> {
  const upload = (inputs as { artifact?: boolean }).artifact ?? true;
  await ports.records.publish(predicate, upload ? files : [], retentionDays);
}

/**
 * Records of the default branch's own runs are kept in the store: later baselines and evidence come from there. The
 * judging actions keep their own record and those of the run's other actions, so that the jobs that read data and
 * train need no write access. What stands in the store counts as this branch's own word: a verdict is kept only by the
 * step that gave it, and records that `from-run` brought, or that say they are of another run or commit, stay out.
 */
async function keep({ ports, action, load }: Session, written: Written): Promise<void> {
  if (!ports.run.isTrusted || !action.keepsRecords) return;
  const records = failureOf(written.predicate) ? [] : [written];
  for (const record of await ports.records.list()) {
    const { run, action: name } = record.predicate;
    if (failureOf(record.predicate) || !isOfRun(run, ports.run) || (await load(name)).keepsRecords) continue;
    records.push(record);
  }
  if (records.length === 0) return;
  await (await ports.store()).update(async (view) => {
    const known = new Set(await view.list(layout.records(ports.model, ports.run.sha)));
    const writes = new Map(
      records.map((record) => [storedPath(record), record.bytes] as const).filter(([path]) => !known.has(path)),
    );
    return { writes, message: `Keep the records of run ${ports.run.runId}`, result: undefined };
  });
}

const sameInOneRun = ['repositoryId', 'runId', 'workflowRef', 'event', 'ref', 'sha', 'pullRequest'] as const;

const isOfRun = (record: RunIdentity, run: RunIdentity): boolean =>
  sameInOneRun.every((fact) => record[fact] === run[fact]) && record.runAttempt <= run.runAttempt;

const storedPath = ({ predicate, sha256 }: Written): string =>
  layout.record(predicate.model, predicate.run.sha, predicate.action, predicate.id, sha256);

async function closeTheCheck(session: Session, section: Section, { check }: Reported): Promise<void> {
  const open = session.check();
  if (!open || !check) return;
  await closeCheck(await session.ports.github(), open, { ...check, summary: `${section.fact}\n\n${section.body}` });
  session.ports.state.save('check', null);
}

async function comment(session: Session): Promise<void> {
  const { ports, inputs } = session;
  const { run } = ports;
  const mode = inputs.comment;
  if (run.pullRequest === null || mode === 'never') return;
  if (run.isFork || run.isDependabot) {
    ports.log.notice('comment: this event has a read-only token; what it would say is in the job summary.');
    return;
  }
  const identity = {
    model: ports.model,
    workflow: run.workflow,
    runId: run.runId,
    runAttempt: run.runAttempt,
    headSha: run.headSha,
  };
  const target = { pullRequest: run.pullRequest, mode, identity };
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
  return keyed(predicate, await sectionOf(load, predicate));
}
