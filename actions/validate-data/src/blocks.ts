import { isDeepStrictEqual } from 'node:util';
import type { Placed } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { BLOCK_KEYS, type Overrides } from '@ml-actions/data/contract/blocks';
import type { ValidateInputs } from './inputs.ts';

/** The section of this action in a configuration file. */
export type Section = ReadonlyMap<string, Pick<Placed, 'value'>>;

/** The blocks that this checkout's inputs put in place of the contract's. */
export const ownBlocks = (inputs: ValidateInputs): Overrides => blocks((key) => inputs[key]);

/**
 * The blocks that decide on a change: a workflow's own, else those of the base's configuration, so that no change can
 * relax the contract through its own configuration file.
 */
export function blocksAtBase(inputs: ValidateInputs, ports: Ports, base: Section): Overrides {
  const configured = ports.config.section('validate-data');
  return blocks((key) => {
    const isOfWorkflow = inputs[key] !== undefined && !isDeepStrictEqual(inputs[key], configured.get(key)?.value);
    return isOfWorkflow ? inputs[key] : base.get(key)?.value;
  });
}

function blocks(read: (key: (typeof BLOCK_KEYS)[number]) => unknown): Overrides {
  const entries = BLOCK_KEYS.map((key) => [key, read(key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}
