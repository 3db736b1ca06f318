import { inputProblem } from '@ml-actions/core/error';
import { own } from '@ml-actions/core/own';
import { quoted } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import { isNoLonger } from '@ml-actions/data/drift/calendar';
import type { DriftReport } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Counted } from '@ml-actions/data/profile/count';
import type { Profile, ProfileColumn } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import { chooseColumns } from './columns.ts';
import type { Current } from './current.ts';
import type { DriftInputs } from './inputs.ts';
import { describing, partsOf } from './reference.ts';
import type { Site } from './site.ts';
import type { Reference } from './stored.ts';

/** What is compared, and where it comes from. */
interface Sides<T extends Table> {
  readonly opened: Current<T>;
  /** the rows that are judged */
  readonly sources: readonly T[];
  readonly reference: Reference<T>;
}

export interface Comparison {
  /** the reference's columns that are checked */
  readonly chosen: Profile;
  readonly counted: Counted;
  readonly rule: DriftRule;
  /** the report where the drift of these columns is accepted, and so says nothing of the others */
  readonly accepting: (accepted: ReadonlySet<string>) => DriftReport;
}

/** Counts the rows on the frames of the reference, and holds both against each other by the rule of the inputs. */
export async function compare<T extends Table>(
  inputs: DriftInputs,
  ports: Ports,
  site: Site<T>,
  { opened, sources, reference }: Sides<T>,
): Promise<Comparison> {
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
  const accepting: Comparison['accepting'] = (accepted) => ({
    ...compareWithProfile(chosen, counted, { ...rule, accepted: ({ name }) => accepted.has(name) }, named),
    extra,
  });
  return { chosen, counted, rule, accepting };
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
