import { inputProblem } from '@ml-actions/core/error';
import { own } from '@ml-actions/core/own';
import { quoted } from '@ml-actions/core/path/inside';
import { nearest } from '@ml-actions/core/runner/nearest';
import type { Profile, ProfileColumn } from '@ml-actions/data/profile/schema';
import type { DriftInputs } from './inputs.ts';

type Choice = Pick<DriftInputs, 'features' | 'ignore' | 'predictions' | 'importance' | 'thresholds' | 'methods'>;

/**
 * The reference's columns that this run checks: the features, and what the model said and the truth where the current
 * data has them (inputs of a model always exist, its outputs may be kept elsewhere).
 *
 * @param present columns of the current data
 * @param predictionsFile whether `predictions` named a file
 * @throws InputError for names that nothing has
 */
export function chooseColumns(
  profile: Profile,
  inputs: Choice,
  present: readonly string[],
  predictionsFile: boolean,
): Profile {
  const known = profile.columns.map(({ name }) => name);
  checkNames('features', inputs.features ?? [], known);
  checkNames('ignore', inputs.ignore, [...known, ...present]);
  checkNames('importance', Object.keys(inputs.importance), known);
  checkWeights(profile, inputs.importance);
  checkNames('methods', Object.keys(inputs.methods), known);
  checkNames('thresholds', Object.keys(inputs.thresholds), known);
  if (inputs.predictions && !predictionsFile) checkNames('predictions', [inputs.predictions], predictionsOf(profile));
  const isWanted = ({ name, role, of }: ProfileColumn): boolean => {
    const owner = of?.column ?? name;
    if (inputs.ignore.includes(name) || inputs.ignore.includes(owner)) return false;
    if (inputs.features?.includes(name) || inputs.features?.includes(owner)) return true;
    if (role === 'feature') return inputs.features === undefined;
    return present.includes(owner) || (role === 'prediction' && predictionsFile);
  };
  const columns = profile.columns.filter(isWanted);
  if (columns.length > 0) return { ...profile, columns };
  throw inputProblem({
    where: 'features',
    what: 'no column of the reference is left to check',
    got: profile.columns.length === 0 ? 'a profile without columns' : 'all ignored',
  });
}

/** What a model says and what was true always decide: a weight of 0 would be without effect. */
function checkWeights({ columns }: Profile, importance: Choice['importance']): void {
  const idle = columns.find(({ name, role }) => role !== 'feature' && own(importance, name) === 0);
  if (idle)
    throw inputProblem({
      where: 'importance',
      what: `${quoted(idle.name)} is a ${idle.role}, which always decides`,
      got: '0',
      next: 'Leave it out with `ignore`.',
    });
}

const predictionsOf = ({ columns }: Profile): string[] =>
  columns.filter(({ role }) => role === 'prediction').map(({ name }) => name);

function checkNames(where: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw inputProblem({
    where,
    what: `the reference has no column ${quoted(unknown)}`,
    ...(near && { next: `Did you mean ${quoted(near)}?` }),
  });
}
