import { messageOf } from '../error.ts';
import type { Header, RunIdentity } from '../record/predicate/header.ts';
import { failureOf } from '../record/record.ts';
import type { Section } from '../report/section.ts';
import { renderSummary } from '../report/summary-body.ts';
import { layout } from '../store/layout.ts';
import type { Outcome } from './action.ts';
import { once } from './once.ts';
import { placed, sectionOf } from './section-of.ts';
import type { Session, Written } from './session.ts';
import { writeSummary } from './summary.ts';

type Reported = Partial<Pick<Outcome, 'check' | 'files' | 'retentionDays' | 'summary'>>;

/** Tells everybody what was decided. Each way is tried by itself; a failure is a warning, never the verdict. */
export async function report(session: Session, written: Written, outcome: Reported): Promise<void> {
  const section = once(() => sectionOf(session.load, written.predicate));
  const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['job summary', async () => summarize(session, written.predicate, await section(), outcome)],
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

async function summarize(
  { ports }: Session,
  predicate: Header,
  section: Section,
  { summary: more = [] }: Reported,
): Promise<void> {
  const summary = renderSummary({
    model: ports.model,
    run: ports.run,
    sections: [placed(predicate, { ...section, details: [...more, ...section.details] })],
    footer: [],
  });
  await writeSummary(summary, ports.env);
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
  const { closeCheck } = await import('../github/check.ts');
  await closeCheck(await session.ports.github(), open, { ...check, summary: `${section.fact}\n\n${section.body}` });
  session.ports.state.save('check', null);
}

async function comment(session: Session): Promise<void> {
  const { run, log } = session.ports;
  if (run.pullRequest === null || session.inputs.comment === 'never') return;
  if (run.isFork || run.isDependabot) {
    log.notice('comment: this event has a read-only token; what it would say is in the job summary.');
    return;
  }
  const { comment: write } = await import('./comment.ts');
  await write(session, run.pullRequest);
}
