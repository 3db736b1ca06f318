import type { DriftCheckPredicate, DriftStatus } from '@ml-actions/core/record/predicate/drift-check';
import { type Level, samplesLevel } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { CategoryChange } from '@ml-actions/data/drift/category-change';
import { type DriftReport, worse } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import { compare } from './comparison.ts';
import type { Current } from './current.ts';
import type { DriftInputs } from './inputs.ts';
import { isMeasured, isoOf, type Performance } from './performance.ts';
import { checkPlace, writeProfile } from './profile-out.ts';
import { findReference } from './reference.ts';
import { shownChanges } from './shown-changes.ts';
import type { Identity, Site } from './site.ts';
import type { Reference } from './stored.ts';
import { type Stretch, stretchOf, UNTIMED_SHARE } from './stretch.ts';
import { refuseUnjudged } from './unjudged.ts';

/** What one look at the data found, before earlier runs are asked. */
export interface Look {
  readonly reference: Omit<Reference<never>, 'profile' | 'rows'> & { readonly rows: number };
  readonly current: Identity & { readonly rows: number };
  /** tells this data from other data, whatever its files are called and what is joined to them */
  readonly content: string;
  readonly report: DriftReport;
  /** what this run alone says */
  readonly observed: DriftStatus;
  /** the report where the drift of these columns is accepted, and so says nothing of the others */
  readonly accepting: (accepted: ReadonlySet<string>) => DriftReport;
  /** what this run alone says with such a state of its columns */
  readonly statusOf: (state: DriftReport['state']) => DriftStatus;
  readonly window: DriftCheckPredicate['window'];
  readonly performance: Performance | null;
  readonly rule: DriftRule;
  /** categories whose share changed, by column, as far as they may be told */
  readonly changes: ReadonlyMap<string, readonly CategoryChange[]>;
  /** path of the profile that `profile-out` asked for */
  readonly profile: string | null;
}

/** Compares the current data with the reference profile. */
export async function look<T extends Table>(inputs: DriftInputs, ports: Ports, site: Site<T>): Promise<Look> {
  await checkPlace(inputs, ports);
  const level = samplesLevel(inputs.samples, ports.run);
  const opened = await site.current();
  const stretch = await stretchOf(inputs, ports, site, opened.sources);
  const reference = await findReference(inputs, ports, site, stretch);
  const sources = judgedSources(opened, stretch, inputs, reference);
  const compared = await compare(inputs, ports, site, { opened, sources, reference });
  const report = compared.accepting(new Set());
  const performance = await site.performance(reference.profile, opened, stretch);
  if (performance === null && report.state !== 'schema')
    refuseUnjudged(inputs, opened, reference.profile, report, compared.rule);
  const { identity, content } = await site.identify(sources, report.rows.current, opened);
  const judged = { sources, stretch, reference: reference.profile, brought: opened.brought };
  return {
    ...statusesOf(report, performance, stretch, inputs),
    reference: { ...factsOf(reference), rows: report.rows.reference },
    current: { ...identity, rows: report.rows.current },
    content,
    report,
    accepting: compared.accepting,
    window: stretch && windowFacts(stretch),
    performance,
    rule: compared.rule,
    changes: await changesOf(compared.chosen, compared.counted.profile, level),
    profile: await writeProfile(inputs, ports, site, judged),
  };
}

function factsOf<T extends Table>({ profile: _, rows: __, ...facts }: Reference<T>) {
  return facts;
}

/** The rows that are judged, in the columns that are the data's own. */
function judgedSources<T extends Table>(
  opened: Current<T>,
  stretch: Stretch<T> | null,
  inputs: DriftInputs,
  reference: Reference<T>,
): readonly T[] {
  const sources = stretch ? [stretch.timeline.within([stretch.chosen])] : opened.sources;
  return sources.map((source) => withoutBrought(source, opened, inputs, reference));
}

function statusesOf(
  report: DriftReport,
  performance: Performance | null,
  stretch: Stretch<Table> | null,
  inputs: DriftInputs,
): Pick<Look, 'observed' | 'statusOf'> {
  const statusOf: Look['statusOf'] = (state) =>
    observedOf(losesRows(stretch) ? worse(state, 'warn') : state, performance, inputs);
  return { observed: statusOf(report.state), statusOf };
}

async function changesOf(reference: Profile, current: Profile, level: Level) {
  const { categoryChanges } = await import('@ml-actions/data/drift/category-change');
  return new Map([...categoryChanges(reference, current)].map(([name, all]) => [name, shownChanges(all, level)]));
}

/** A broken schema first, be it that of the labels: performance on broken data says nothing about the model. */
function observedOf(
  state: DriftReport['state'],
  performance: Performance | null,
  { 'fail-on': failOn }: Pick<DriftInputs, 'fail-on'>,
): DriftStatus {
  if (typeof performance?.otherClasses === 'number') return 'schema';
  if (performance?.alarm && state !== 'schema') return 'performance';
  const isWell = state === 'ok' || state === 'noise-limited';
  return isWell && failOn === 'performance' && !isMeasured(performance) ? 'insufficient' : state;
}

/** A missing time hides a row from every other check: no window is well while so many are. */
const losesRows = (stretch: Stretch<Table> | null): boolean =>
  stretch !== null && stretch.timeline.untimed > UNTIMED_SHARE * stretch.timeline.rows;

const windowFacts = ({ column, chosen, timeline }: Stretch<Table>) => ({
  column,
  newest: isoOf(timeline.watermark),
  start: isoOf(chosen.start),
  end: isoOf(chosen.end),
  widened: chosen.widened,
  cut: chosen.cut,
  untimed: timeline.untimed,
});

/**
 * A file of predictions cannot stand in for a feature that the data lost: one that the serving version learned from, or
 * that `features` names. Raw data and other profiles do not tell features from what else a log of predictions holds.
 */
function withoutBrought<T extends Table>(
  source: T,
  { brought }: Current<T>,
  { features }: Pick<DriftInputs, 'features'>,
  { profile, kind }: Reference<T>,
): T {
  const known = profile.columns.flatMap(({ name, of, role }) => (role === 'feature' ? [of?.column ?? name] : []));
  const own = new Set(kind === 'version' ? known : features);
  return { ...source, columns: source.columns.filter(({ name }) => !(brought.has(name) && own.has(name))) };
}
