import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftReport } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Engine } from '@ml-actions/data/engine';
import type { Profile, ProfileColumn } from '@ml-actions/data/profile/schema';
import type { Source } from '@ml-actions/data/source';
import { chooseColumns } from './columns.ts';
import type { DriftInputs } from './inputs.ts';
import { expandDay, fromWorkspace } from './place.ts';
import { writeProfile } from './profile-out.ts';
import { findReference, partsOf, type Reference } from './reference.ts';

/** What one look at the data found, before earlier runs are asked. */
export interface Look {
  readonly reference: Omit<Reference, 'profile' | 'rows'> & { readonly rows: number };
  readonly current: { readonly source: string; readonly files: number; readonly rows: number; readonly sha256: string };
  readonly report: DriftReport;
  readonly rule: DriftRule;
  /** path of the profile that `profile-out` asked for */
  readonly profile: string | null;
}

/** Compares the current data with the reference profile. */
export async function look(inputs: DriftInputs, ports: Ports, engine: Engine): Promise<Look> {
  const reference = await findReference(inputs, ports, engine);
  const { sources, predictionsFile } = await openCurrent(inputs, ports, engine);
  const present = sources.flatMap(({ columns }) => columns.map(({ name }) => name));
  const chosen = chooseColumns(reference.profile, inputs, present, predictionsFile);
  const { countAgainst } = await import('@ml-actions/data/profile/count');
  const { compareWithProfile } = await import('@ml-actions/data/drift/compare');
  const rule = await ruleOf(inputs);
  const counted = await countAgainst(engine, chosen, sources);
  const named = await namedOf(inputs, engine, chosen, counted.profile, reference.rows, sources);
  const report = compareWithProfile(chosen, counted, rule, named);
  const rowIds = sources.flatMap((source) => partsOf(source, ports.config).ignore);
  const known = new Set([...reference.profile.columns.map(({ name }) => name), ...inputs.ignore, ...rowIds]);
  const { profile: _, ...facts } = reference;
  return {
    reference: { ...facts, rows: report.rows.reference },
    current: { ...(await identify(sources)), rows: report.rows.current },
    report: { ...report, extra: report.extra.filter((name) => !known.has(name)) },
    rule,
    profile: await writeProfile(inputs['profile-out'], ports, engine, sources, reference.profile),
  };
}

/** The current data, and the predictions where they are in a file of their own. */
async function openCurrent(inputs: DriftInputs, ports: Ports, engine: Engine) {
  const { openSource } = await import('@ml-actions/data/source');
  const root = ports.run.workspace;
  const open = (name: string, paths: readonly string[]) =>
    openSource(engine, {
      name,
      paths: paths.map((path) => fromWorkspace(expandDay(path, ports.clock(), name), ports)),
      root,
    });
  const current = await open('current', inputs.current);
  const { predictions } = inputs;
  if (predictions === undefined || current.columns.some(({ name }) => name === predictions))
    return { sources: [current], predictionsFile: false };
  return { sources: [current, await open('predictions', [predictions])], predictionsFile: true };
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

async function ruleOf({ alpha, 'min-rows': minRows, thresholds, importance }: DriftInputs): Promise<DriftRule> {
  const { DEFAULT_RULE } = await import('@ml-actions/data/drift/rule');
  const important = (column: ProfileColumn): boolean => {
    const weight = importance[column.name];
    return weight === undefined ? DEFAULT_RULE.important(column) : weight > 0;
  };
  return { ...DEFAULT_RULE, alpha, minRows, thresholds, important };
}

async function identify(sources: readonly Source[]) {
  const { digestFiles } = await import('@ml-actions/data/fingerprint');
  const digests = await Promise.all(sources.map(digestFiles));
  const files = digests.flatMap((digest) => digest.files);
  const [first] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return { source: `${first?.path ?? ''}${more}`, files: files.length, sha256: sha256(canonical(files)) };
}
