import { inputProblem } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { DriftCheckPredicate, DriftStatus } from '@ml-actions/core/record/predicate/drift-check';
import { type Level, samplesLevel } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { CategoryChange } from '@ml-actions/data/drift/category-change';
import type { DriftReport } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Engine } from '@ml-actions/data/engine';
import type { Profile, ProfileColumn } from '@ml-actions/data/profile/schema';
import type { Source } from '@ml-actions/data/source';
import { chooseColumns } from './columns.ts';
import { type Current, openCurrent } from './current.ts';
import type { DriftInputs } from './inputs.ts';
import { isoOf, type Performance } from './performance.ts';
import { writeProfile } from './profile-out.ts';
import { describing, findReference, partsOf, type Reference } from './reference.ts';
import { shownChanges } from './shown-changes.ts';
import { type Stretch, stretchOf } from './stretch.ts';

/** What one look at the data found, before earlier runs are asked. */
export interface Look {
  readonly reference: Omit<Reference, 'profile' | 'rows'> & { readonly rows: number };
  readonly current: { readonly source: string; readonly files: number; readonly rows: number; readonly sha256: string };
  readonly report: DriftReport;
  /** what this run alone says */
  readonly observed: DriftStatus;
  readonly window: DriftCheckPredicate['window'];
  readonly performance: Performance | null;
  readonly rule: DriftRule;
  /** categories whose share changed, by column, as far as they may be told */
  readonly changes: ReadonlyMap<string, readonly CategoryChange[]>;
  /** path of the profile that `profile-out` asked for */
  readonly profile: string | null;
}

/** Compares the current data with the reference profile. */
export async function look(inputs: DriftInputs, ports: Ports, engine: Engine): Promise<Look> {
  const level = samplesLevel(inputs.samples, ports.run);
  const opened = await openCurrent(inputs, ports, engine);
  const stretch = await stretchOf(inputs, ports, engine, opened.sources);
  const sources = stretch ? [stretch.timeline.within([stretch.chosen])] : opened.sources;
  const reference = await findReference(inputs, ports, engine, stretch);
  const chosen = chooseColumns(reference.profile, inputs, checked(sources, opened), opened.predictionsFile);
  const { countAgainst } = await import('@ml-actions/data/profile/count');
  const { compareWithProfile } = await import('@ml-actions/data/drift/compare');
  const { calibratedThresholds } = await import('@ml-actions/data/drift/periods');
  const rule = {
    ...(await ruleOf(inputs)),
    calibrated: calibratedThresholds(reference.profile),
    independent: await independentOf(inputs, engine, reference.rows, sources),
  };
  const counted = await countAgainst(engine, chosen, sources);
  const named = await namedOf(inputs, engine, chosen, counted.profile, reference.rows, sources);
  const report = compareWithProfile(chosen, counted, rule, named);
  const performance = await performanceHere(inputs, engine, reference.profile, opened, stretch);
  const { profile: _, rows: __, ...facts } = reference;
  return {
    reference: { ...facts, rows: report.rows.reference },
    current: { ...(await identify(opened.sources)), rows: report.rows.current },
    report: { ...report, extra: unknownColumns(report.extra, reference.profile, inputs, opened, ports) },
    observed: observedOf(report.state, performance),
    window: stretch && windowFacts(stretch),
    performance,
    rule,
    changes: await changesOf(chosen, counted.profile, level),
    profile: await writeProfile(inputs, ports, engine, sources, reference.profile),
  };
}

async function changesOf(reference: Profile, current: Profile, level: Level) {
  const { categoryChanges } = await import('@ml-actions/data/drift/category-change');
  return new Map([...categoryChanges(reference, current)].map(([name, all]) => [name, shownChanges(all, level)]));
}

/** A broken schema first: performance on broken data says nothing about the model. */
function observedOf(state: DriftReport['state'], performance: Performance | null): DriftStatus {
  return performance?.alarm && state !== 'schema' ? 'performance' : state;
}

const windowFacts = ({ column, chosen }: Stretch) => ({
  column,
  start: isoOf(chosen.start),
  end: isoOf(chosen.end),
  widened: chosen.widened,
  cut: chosen.cut,
});

/** Columns to be checked: a label that arrives late is no missing data. */
function checked(sources: readonly Source[], { truth, truthFile }: Current): string[] {
  const names = sources.flatMap(({ columns }) => columns.map(({ name }) => name));
  return truthFile ? names.filter((name) => name !== truth) : names;
}

function unknownColumns(
  extra: readonly string[],
  reference: Profile,
  inputs: DriftInputs,
  { sources, truth }: Current,
  { config }: Ports,
): string[] {
  const rowIds = sources.flatMap((source) => partsOf(source, config, describing(inputs)).ignore);
  const known = new Set([...reference.columns.map(({ name }) => name), ...inputs.ignore, ...rowIds, truth]);
  return extra.filter((name) => !known.has(name));
}

async function performanceHere(
  inputs: DriftInputs,
  engine: Engine,
  { performance: baseline }: Profile,
  { sources, truth }: Current,
  stretch: Stretch | null,
): Promise<Performance | null> {
  const [source] = sources;
  if (!baseline || !source) return null;
  const { performanceOf } = await import('./performance.ts');
  return performanceOf(engine, { baseline, source, truth, stretch, minRows: inputs['min-rows'] });
}

/** Share of the rows that count as independent: the clusters among them. */
async function independentOf(
  { 'cluster-column': column, methods, preset }: DriftInputs,
  engine: Engine,
  reference: readonly Source[] | null,
  current: readonly Source[],
): Promise<{ readonly reference: number; readonly current: number }> {
  if (column === undefined) return { reference: 1, current: 1 };
  if (preset !== 'default' || Object.keys(methods).length > 0)
    throw inputProblem({
      where: 'cluster-column',
      what: 'only the default rule counts clusters',
      got: 'other methods',
    });
  const { clusterShare } = await import('@ml-actions/data/drift/clusters');
  return {
    reference: reference ? await clusterShare(engine, reference, column) : 1,
    current: await clusterShare(engine, current, column),
  };
}

/** Statistics asked for by name; the default rule needs none of their code. */
async function namedOf(
  { methods, preset }: DriftInputs,
  engine: Engine,
  reference: Profile,
  current: Profile,
  rows: readonly Source[] | null,
  sources: readonly Source[],
) {
  if (preset === 'default' && Object.keys(methods).length === 0) return undefined;
  const { namedEffects } = await import('@ml-actions/data/drift/named');
  const raw = rows && { reference: rows, current: sources };
  return namedEffects(engine, reference, current, raw, { preset, methods });
}

async function ruleOf({
  alpha,
  'min-rows': minRows,
  thresholds,
  importance,
  ...rest
}: DriftInputs): Promise<DriftRule> {
  const { DEFAULT_RULE } = await import('@ml-actions/data/drift/rule');
  const important = (column: ProfileColumn): boolean => {
    const weight = importance[column.name];
    return weight === undefined ? DEFAULT_RULE.important(column) : weight > 0;
  };
  return {
    ...DEFAULT_RULE,
    alpha,
    minRows,
    thresholds,
    maxNewCategoryShare: rest['max-new-category-share'],
    important,
  };
}

async function identify(sources: readonly Source[]) {
  const { digestFiles } = await import('@ml-actions/data/fingerprint');
  const digests = await Promise.all(sources.map(digestFiles));
  const files = digests.flatMap((digest) => digest.files);
  const [first] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return { source: `${first?.path ?? ''}${more}`, files: files.length, sha256: sha256(canonical(files)) };
}
