import { inputProblem } from '@ml-actions/core/error';
import { own } from '@ml-actions/core/own';
import { quoted } from '@ml-actions/core/path/inside';
import type { DriftCheckPredicate, DriftStatus } from '@ml-actions/core/record/predicate/drift-check';
import { type Level, samplesLevel } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import { isNoLonger } from '@ml-actions/data/drift/calendar';
import type { CategoryChange } from '@ml-actions/data/drift/category-change';
import { type DriftReport, worse } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Profile, ProfileColumn } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import { chooseColumns } from './columns.ts';
import type { Current } from './current.ts';
import type { DriftInputs } from './inputs.ts';
import { isMeasured, isoOf, type Performance } from './performance.ts';
import { checkPlace, writeProfile } from './profile-out.ts';
import { describing, findReference, partsOf } from './reference.ts';
import { shownChanges } from './shown-changes.ts';
import type { Identity, Site } from './site.ts';
import type { Reference } from './stored.ts';
import { type Stretch, stretchOf, UNTIMED_SHARE } from './stretch.ts';

/** What one look at the data found, before earlier runs are asked. */
export interface Look {
  readonly reference: Omit<Reference<never>, 'profile' | 'rows'> & { readonly rows: number };
  readonly current: Identity & { readonly rows: number };
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
  const all = stretch ? [stretch.timeline.within([stretch.chosen])] : opened.sources;
  const reference = await findReference(inputs, ports, site, stretch);
  const sources = all.map((source) => withoutBrought(source, opened, inputs, reference));
  const chosen = chooseColumns(reference.profile, inputs, checked(sources, opened), opened.predictionsFile);
  const { compareWithProfile } = await import('@ml-actions/data/drift/compare');
  const rule = {
    ...(await ruleOf(inputs)),
    calibrated: await learnedThresholds(reference.profile, inputs, ports),
    independent: await independentOf(inputs, site, reference.rows, sources),
  };
  const counted = await site.count(chosen, sources);
  const named = await namedOf(inputs, site, chosen, counted.profile, reference.rows, sources);
  const extra = unknownColumns(counted.extra, reference.profile, inputs, opened, ports);
  const accepting: Look['accepting'] = (accepted) => ({
    ...compareWithProfile(chosen, counted, { ...rule, accepted: ({ name }) => accepted.has(name) }, named),
    extra,
  });
  const report = accepting(new Set());
  const performance = await site.performance(reference.profile, opened, stretch);
  if (performance === null && report.state !== 'schema')
    refuseUnjudged(inputs, opened, reference.profile, report, rule);
  const { profile: _, rows: __, ...facts } = reference;
  const statusOf: Look['statusOf'] = (state) =>
    observedOf(losesRows(stretch) ? worse(state, 'warn') : state, performance, inputs);
  return {
    reference: { ...facts, rows: report.rows.reference },
    current: { ...(await site.identify(sources, report.rows.current)), rows: report.rows.current },
    report,
    observed: statusOf(report.state),
    accepting,
    statusOf,
    window: stretch && windowFacts(stretch),
    performance,
    rule,
    changes: await changesOf(chosen, counted.profile, level),
    profile: await writeProfile(inputs, ports, site, {
      ...{ sources, stretch, reference: reference.profile, brought: opened.brought },
    }),
  };
}

/** What quiet periods of the reference reach by themselves, where they are no longer than the windows that are judged: shorter ones stray more. */
async function learnedThresholds(profile: Profile, { window }: DriftInputs, { log }: Ports) {
  const { periods, version } = profile;
  if (!periods) {
    const { PROFILE_VERSION } = await import('@ml-actions/data/profile/schema');
    if (version < PROFILE_VERSION && window !== undefined) log.notice(olderProfile(version));
    return {};
  }
  const { calibratedThresholds } = await import('@ml-actions/data/drift/quiet');
  if (window !== undefined && isNoLonger(periods.length, window)) return calibratedThresholds(profile);
  log.notice(
    `reference: its quiet periods are ${quoted(periods.length)} long, and ${window === undefined ? 'no `window` is set' : `windows are ${window}, which is shorter`}, so thresholds are not learned from them.`,
  );
  return {};
}

const olderProfile = (version: number): string =>
  `reference: the profile is of version ${version}, which counts no single periods, so thresholds are not learned from them; train again, or write one with \`profile-out\`.`;

/** What was asked for and cannot be judged is a mistake. A broken schema is told first: it may be why. */
function refuseUnjudged(
  inputs: DriftInputs,
  { truth }: Current<Table>,
  reference: Profile,
  report: DriftReport,
  rule: DriftRule,
): void {
  if (truth !== null) throw incomparable(reference);
  if (inputs['fail-on'] === 'performance') throw unjudged();
  if (!report.columns.some(({ important, column: name, kind }) => important && !rule.moving({ name, kind })))
    throw undecided(report);
}

/** A run in which nothing can alarm would always be well. */
const undecided = ({ columns }: DriftReport) =>
  inputProblem({
    where: 'importance',
    what: 'no column decides anything',
    got: columns.map(({ column, kind }) => `${quoted(column)} (${kind})`).join(', '),
    expected: 'one of a weight above 0; that of dates is 0 unless it is given',
  });

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

/** A file of predictions cannot stand in for a feature that the data lost. Earlier rows of the same data have it too. */
function withoutBrought<T extends Table>(
  source: T,
  { brought }: Current<T>,
  { reference }: Pick<DriftInputs, 'reference'>,
  { profile, kind }: Reference<T>,
): T {
  const isOwn = kind === 'data' && !reference.trim().startsWith('path:');
  const features = new Set(
    profile.columns.flatMap(({ name, of, role }) => (role === 'feature' ? [of?.column ?? name] : [])),
  );
  const isLost = (name: string): boolean => !isOwn && brought.has(name) && features.has(name);
  return { ...source, columns: source.columns.filter(({ name }) => !isLost(name)) };
}

/** Columns to be checked: a label that arrives late is no missing data, and performance is judged by it. */
const checked = (sources: readonly Table[], { truth }: Current<Table>): string[] =>
  sources.flatMap(({ columns }) => columns.map(({ name }) => name)).filter((name) => name !== truth);

function unknownColumns(
  extra: readonly string[],
  reference: Profile,
  inputs: DriftInputs,
  { sources, truth }: Current<Table>,
  { config }: Ports,
): string[] {
  const rowIds = sources.flatMap((source) => partsOf(source, config, describing(inputs)).ignore);
  const known = new Set([...reference.columns.map(({ name }) => name), ...inputs.ignore, ...rowIds, truth]);
  return extra.filter((name) => !known.has(name));
}

/** Truths that nothing is made of would look like a check of performance. */
const incomparable = ({ performance: baseline }: Profile) =>
  baseline
    ? inputProblem({
        where: 'truth',
        what: 'the data holds no predictions or scores that it could be held against',
        next: 'Name their file as `predictions`, with `join-key`.',
      })
    : inputProblem({
        where: 'truth',
        what: 'the reference holds no performance, because its data had no predictions with truths, none that was right, or more than 100 different truths',
        next: 'Profile data that has both (`columns: {truth: COLUMN, prediction: COLUMN}` in ml-actions.yml), or leave out `truth`.',
      });

/** A step that waits for what is never judged would always pass. */
const unjudged = () =>
  inputProblem({
    where: 'fail-on',
    what: 'performance cannot be judged here: that takes a baseline in the reference, and scores of two classes or `truth` in the data',
    got: 'performance',
    next: 'Profile data that has truths and predictions (`columns` in ml-actions.yml), give `truth`, or set `fail-on: drift`.',
  });

/** Share of the rows that count as independent: the clusters among them, which a profile is taken to have as many of. */
async function independentOf<T extends Table>(
  { 'cluster-column': column, methods, preset }: DriftInputs,
  site: Site<T>,
  reference: readonly T[] | null,
  current: readonly T[],
): Promise<{ readonly reference: number; readonly current: number }> {
  if (column === undefined) return { reference: 1, current: 1 };
  if (preset !== 'default' || Object.keys(methods).length > 0)
    throw inputProblem({
      where: 'cluster-column',
      what: 'only the default rule counts clusters',
      got: 'other methods',
    });
  const share = await site.clusterShare(current, column);
  return { reference: reference ? await site.clusterShare(reference, column) : share, current: share };
}

/** Statistics asked for by name; the default rule needs none of their code. */
async function namedOf<T extends Table>(
  { methods, preset }: DriftInputs,
  site: Site<T>,
  reference: Profile,
  current: Profile,
  rows: readonly T[] | null,
  sources: readonly T[],
) {
  if (preset === 'default' && Object.keys(methods).length === 0) return undefined;
  return site.named(reference, current, rows && { reference: rows, current: sources }, { preset, methods });
}

async function ruleOf({
  alpha,
  'min-rows': minRows,
  thresholds,
  importance,
  methods,
  ...rest
}: DriftInputs): Promise<DriftRule> {
  const { DEFAULT_RULE } = await import('@ml-actions/data/drift/rule');
  const important = ({ name }: ProfileColumn): boolean => own(importance, name) !== 0;
  const moving: DriftRule['moving'] = (column) =>
    DEFAULT_RULE.moving(column) &&
    own(importance, column.name) === undefined &&
    own(methods, column.name) === undefined;
  return {
    ...DEFAULT_RULE,
    alpha,
    minRows,
    thresholds,
    maxNewCategoryShare: rest['max-new-category-share'],
    important,
    moving,
  };
}
