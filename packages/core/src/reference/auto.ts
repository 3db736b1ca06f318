import { listCommits, MOST_COMMITS } from '../github/commits.ts';
import { mergeBase } from '../github/compare.ts';
import type { Header } from '../record/predicate/header.ts';
import { meaningOf, type Verdict } from '../record/verdict.ts';
import { layout } from '../store/layout.ts';
import { storedRecord } from './find-record.ts';
import { fromAlias, fromGit } from './look-up.ts';
import { found, none, type Resolved, type Sources, type Want } from './resolved.ts';

/**
 * What `auto` means. On a change (pull request, merge group): the record of the merge-base, else the file as committed
 * there, else the nearest ancestor's record, else the model that serves in the environment. On the default branch: the
 * model that serves, else the nearest ancestor's record. The first answer that is not "none" counts, a failure included.
 * Records of a model that its gate refused, or could not judge, are no baseline: a collapse would excuse the next one.
 */
export async function resolveAuto(sources: Sources, want: Want): Promise<Resolved> {
  const { run } = sources;
  const serving = () => fromAlias(sources, sources.model, want.environment);
  const base = run.payload.pull_request?.base.sha ?? run.payload.merge_group?.base_sha;
  if (!base) {
    return firstOf([serving, () => fromAncestor(sources, want, `${run.sha}~`)]);
  }
  const merge = (await mergeBase(await sources.github(), base, run.headSha)).sha;
  return firstOf([
    () => fromCommit(sources, want, merge),
    () => (want.committed ? fromGit(sources, merge, want.committed) : Promise.resolve(none('no file is committed'))),
    () => fromAncestor(sources, want, merge),
    serving,
  ]);
}

async function firstOf(attempts: readonly (() => Promise<Resolved>)[]): Promise<Resolved> {
  const reasons: string[] = [];
  for (const attempt of attempts) {
    const resolved = await attempt();
    if (resolved.kind !== 'none') return resolved;
    reasons.push(resolved.reason);
  }
  return none(reasons.join('; '));
}

/** Verdicts of actions that do not judge are not in the table. */
const mayBeBaseline = ({ verdict }: Pick<Header, 'verdict'>): boolean =>
  Object.hasOwn(meaningOf, verdict) ? meaningOf[verdict as Verdict].mayBeBaseline : true;

const shortSha = (sha: string) => sha.slice(0, 7);

async function fromCommit({ store, model }: Sources, want: Want, commit: string): Promise<Resolved> {
  const record = await storedRecord(await (await store()).view(), model, commit, want.action, want.id, mayBeBaseline);
  if (!record) return none(`the store has no record of ${shortSha(commit)}`);
  return found(`record of ${shortSha(commit)}`, { commit, createdAt: record.predicate.createdAt, record });
}

/** The newest commit before `from` (`SHA` itself, or `SHA~` for its parents) that left a record. */
async function fromAncestor(sources: Sources, want: Want, from: string): Promise<Resolved> {
  const view = await (await sources.store()).view();
  const known = new Set((await view.list(`records/${sources.model}/`)).map((path) => path.split('/')[2]));
  if (known.size === 0) return none('the store has no records of this model');
  const start = from.replace(/~$/, '');
  let looked = 0;
  for await (const commit of listCommits(await sources.github(), start)) {
    looked += 1;
    if (!known.has(commit) || (commit === start && from.endsWith('~'))) continue;
    const resolved = await fromCommit(sources, want, commit);
    if (resolved.kind !== 'none') return resolved;
  }
  const reason = `no ancestor of ${shortSha(start)} left a record under ${layout.records(sources.model, '*')}`;
  return looked < MOST_COMMITS
    ? none(reason)
    : { kind: 'failed', reason: `${reason}: the newest ${looked} were looked at` };
}
