import { openEngine } from '@ml-actions/data/engine';
import { mapShard } from '@ml-actions/data/state/map';
import type { Shard } from '@ml-actions/data/state/shard';
import { allowed, type CheckOrder, contractOf, openSources } from './check-files.ts';
import { profiled } from './profile.ts';
import { digestOf } from './recorded.ts';

/** What one job is to look at. */
export interface MapOrder extends CheckOrder {
  /** absolute folder of this shard's states */
  readonly folder: string;
  readonly shard: Pick<Shard, 'model' | 'run' | 'number' | 'of'>;
}

export interface MapAnswer {
  /** of this shard's files */
  readonly digest: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly rows: number;
    readonly files: number;
    /** a former state answered everything */
    readonly isReused: boolean;
  }[];
}

/**
 * Asks a shard's files what both contracts ask, and leaves the answers in the folder.
 *
 * @throws InputError for rules that need the whole data, and for data that cannot be read to its end
 */
export async function mapFiles(order: MapOrder): Promise<MapAnswer> {
  const contract = contractOf(order.contract);
  const contracts = order.proposed ? [contract, contractOf(order.proposed)] : [contract];
  const engine = await openEngine({ allow: allowed(order), ...order.engine });
  try {
    const sources = await openSources(engine, { ...contract, allowEmpty: true }, order);
    const { folder, shard, workspace, base } = order;
    const [files, asked] = [{ workspace, base }, profiledIn(order, sources)];
    const inputs = await mapShard({ engine, sources, files, contracts, profiled: asked, folder, shard });
    return {
      digest: digestOf(inputs.flatMap(({ input }) => input.files)),
      inputs: inputs.map(({ input, rows, isReused }) => ({
        name: input.name,
        rows,
        files: input.files.length,
        isReused,
      })),
    };
  } finally {
    await engine.close();
  }
}

/** The columns of the input that a profile is asked of. */
function profiledIn(
  { profile }: MapOrder,
  sources: Parameters<typeof profiled>[0],
): ReadonlyMap<string, readonly string[]> {
  if (profile === null) return new Map();
  const { source, ignore } = profiled(sources, profile);
  return new Map([[source.name, source.columns.map(({ name }) => name).filter((name) => !ignore.includes(name))]]);
}
