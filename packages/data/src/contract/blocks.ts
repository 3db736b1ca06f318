import type { Block } from '../block.ts';
import { readLabels } from './labels.ts';
import { type Reading, readYaml, type Spot } from './reading.ts';
import { readSplits } from './splits.ts';

/** Blocks of the contract that the action's inputs replace; values as YAML has them. */
export interface Overrides {
  readonly splits?: unknown;
  readonly labels?: unknown;
}

/** The top-level keys that are blocks. */
export const BLOCK_KEYS = ['splits', 'labels'] as const;
type BlockKey = (typeof BLOCK_KEYS)[number];

const READERS: Readonly<Record<BlockKey, (reading: Reading, spot: Spot) => Block>> = {
  splits: readSplits,
  labels: readLabels,
};

/** The blocks of a contract, each replaced by the input of its name where there is one. */
export function readBlocks(reading: Reading, top: ReadonlyMap<string, Spot>, overrides: Overrides): Block[] {
  return BLOCK_KEYS.flatMap((key) => {
    if (overrides[key] !== undefined) return [overriding(key, overrides[key])];
    const spot = top.get(key);
    return spot ? [READERS[key](reading, spot)] : [];
  });
}

/** Reads a block that an input states; its problems name the input. */
function overriding(key: BlockKey, value: unknown): Block {
  const own = readYaml(JSON.stringify(value), key);
  const block = READERS[key](own, { ...own.top, path: key });
  own.finish();
  return block;
}
