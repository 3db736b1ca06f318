import { isDeepStrictEqual } from 'node:util';
import { inputProblem } from '@ml-actions/core/error';
import type { Placed } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Overrides } from '@ml-actions/data/contract/blocks';
import type { Choice } from '@ml-actions/data/import/draft';
import { inputs as declared, type ValidateInputs } from './inputs.ts';

/** The section of this action in a configuration file. */
export type Section = ReadonlyMap<string, Pick<Placed, 'value'>>;

/** What inputs say of the contract beside its file: blocks in place of its own, what is chosen of a foreign one. */
export type Stated = Overrides & Choice;

/** By input, what the reader of contracts calls it. */
const NAMES = { splits: 'splits', labels: 'labels', 'contract-table': 'table', ignore: 'ignore' } as const;
type Name = keyof typeof NAMES;

/** What this checkout's inputs say. */
export const ownBlocks = (inputs: ValidateInputs): Stated => stated((name) => inputs[name]);

/**
 * What decides on a change: a workflow's own, else what the base's configuration says, so that no change can relax the
 * contract through its own configuration file.
 *
 * @throws InputError when the base's configuration has a value that the input does not take
 */
export function blocksAtBase(inputs: ValidateInputs, ports: Ports, base: Section): Stated {
  const configured = ports.config.section('validate-data');
  return stated((name) => {
    const isOfWorkflow = inputs[name] !== undefined && !isDeepStrictEqual(inputs[name], valueIn(configured, name));
    return isOfWorkflow ? inputs[name] : valueIn(base, name);
  });
}

/** What else could relax a contract: the data that changes are held against, and which verdict fails the step. */
const SETTINGS = ['baseline', 'fail-on'] as const;
export type Settings = Pick<ValidateInputs, (typeof SETTINGS)[number]>;

/** The same of inputs that have a default. @throws InputError as `blocksAtBase` */
export function settingsAtBase(inputs: ValidateInputs, ports: Ports, base: Section): Settings {
  const configured = ports.config.section('validate-data');
  const decided = SETTINGS.map((name) => {
    const within = (section: Section): unknown => valueIn(section, name) ?? declared[name].default;
    return [name, isDeepStrictEqual(inputs[name], within(configured)) ? within(base) : inputs[name]] as const;
  });
  return Object.fromEntries(decided) as Settings;
}

/** The value of an input in a configuration file, as the input reads it. */
function valueIn(section: Section, name: Name | keyof Settings): unknown {
  const value = section.get(name)?.value ?? undefined;
  if (value === undefined) return undefined;
  const read = declared[name].schema.safeParse(value);
  if (read.success) return read.data;
  throw inputProblem({ where: name, what: "the base's configuration has no value for this", got: typeof value });
}

function stated(read: (name: Name) => unknown): Stated {
  const entries = (Object.keys(NAMES) as Name[]).map((name) => [NAMES[name], read(name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}
