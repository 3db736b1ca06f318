import { messageOf } from '../error.ts';
import { closeCheck } from '../github/check.ts';
import { writeComment } from '../github/comment.ts';
import { recordKey } from '../record/identity.ts';
import type { Header } from '../record/predicate/header.ts';
import { failureOf, type LoadedRecord } from '../record/record.ts';
import type { KeyedSection } from '../report/comment-body.ts';
import { escape } from '../report/markdown.ts';
import type { Section } from '../report/section.ts';
import { renderSummary } from '../report/summary-body.ts';
import { layout } from '../store/layout.ts';
import type { Outcome } from './action.ts';
import type { Written } from './finish.ts';
import type { Load } from './main.ts';
import type { Session } from './open-session.ts';
import { writeSummary } from './summary.ts';

type Reported = Partial<Pick<Outcome, 'check' | 'files' | 'retentionDays'>>;

/** Tells everybody what was decided. Each way is tried by itself; a failure is a warning, never the verdict. */
export async function report(session: Session, written: Written, outcome: Reported): Promise<void> {
  const section = await sectionOf(session.load, written.predicate);
  const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['job summary', () => writeSummary(renderSummary([keyed(written.predicate, section)]), session.ports.env)],
    ['hand-over', () => handOver(session, written, outcome)],
    ['record store', () => keep(session, written)],
    ['check', () => closeTheCheck(session, section, outcome)],
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

const keyed = (predicate: Header, section: Section): KeyedSection => ({
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
    fact: escape(failure.error),
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

/** Records of the default branch's own runs are kept in the store: later baselines and evidence come from there. */
async function keep({ ports }: Session, { predicate, bytes, sha256 }: Written): Promise<void> {
  if (!ports.run.isTrusted || failureOf(predicate)) return;
  const path = layout.record(predicate.model, predicate.run.sha, predicate.action, predicate.id, sha256);
  await (await ports.store()).update(async () => ({
    writes: new Map([[path, bytes]]),
    message: `${predicate.action} ${predicate.id} of ${predicate.model} at ${predicate.run.sha.slice(0, 7)}`,
    result: undefined,
  }));
}

async function closeTheCheck(session: Session, section: Section, { check }: Reported): Promise<void> {
  const open = session.check();
  if (!open || !check) return;
  await closeCheck(await session.ports.github(), open, { ...check, summary: `${section.fact}\n\n${section.body}` });
  session.ports.state.save('check', null);
}

async function comment(session: Session): Promise<void> {
  const { ports, inputs, load } = session;
  const { run } = ports;
  const mode = inputs.comment;
  if (run.pullRequest === null || mode === 'never') return;
  if (run.isFork || run.isDependabot) {
    ports.log.notice(
      'comment: this event has a read-only token; the pair of workflows in the README posts the comment.',
    );
    return;
  }
  await writeComment(await ports.github(), {
    pullRequest: run.pullRequest,
    mode,
    identity: {
      model: ports.model,
      workflow: run.workflow,
      runId: run.runId,
      runAttempt: run.runAttempt,
      headSha: run.headSha,
    },
    sections: async () =>
      Promise.all((await ports.records.list()).map((record: LoadedRecord) => asSection(load, record))),
  });
}

async function asSection(load: Load, { predicate }: LoadedRecord): Promise<KeyedSection> {
  return keyed(predicate, await sectionOf(load, predicate));
}
