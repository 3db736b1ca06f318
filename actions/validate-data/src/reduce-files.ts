import { reported } from '@ml-actions/data/check';
import type { Contract } from '@ml-actions/data/contract/native';
import { type Engine, openEngine } from '@ml-actions/data/engine';
import { buildProfile } from '@ml-actions/data/profile/build';
import { profileText } from '@ml-actions/data/profile/schema';
import { gather } from '@ml-actions/data/state/gather';
import { fingerprintOfWhole } from '@ml-actions/data/state/identity';
import { judgeWholes } from '@ml-actions/data/state/judge';
import { columnsOfWhole } from '@ml-actions/data/state/tables';
import { filesOf, type Whole, wholesOf } from '@ml-actions/data/state/whole';
import {
  allowed,
  type CheckAnswer,
  type Checked,
  type CheckOrder,
  checkedOf,
  contractOf,
  digestOf,
  fingerprintOf,
  sourceRecord,
} from './check-files.ts';
import { profiled } from './profile.ts';

/** What is to be judged from states. */
export interface ReduceOrder extends CheckOrder {
  readonly shards: {
    readonly model: string;
    readonly run: string;
    /** absolute, one of each shard */
    readonly folders: readonly string[];
  };
}

/**
 * What `checkFiles` says of all data, from the states of its shards.
 *
 * @throws InputError for shards that are not all there, each once, of one run, and made for these contracts
 */
export async function reduceFiles(order: ReduceOrder): Promise<CheckAnswer> {
  const { model, run, folders } = order.shards;
  const contract = contractOf(order.contract);
  const proposed = order.proposed && contractOf(order.proposed);
  const engine = await openEngine({ allow: [...allowed(order), ...folders], ...order.engine });
  try {
    const wholes = await wholesOf(await gather(folders, { model, run, engine: engine.version }));
    const decided = await judged(engine, contract, wholes, order);
    const sources = [];
    for (const whole of wholes) {
      const reader = { engine, workspace: order.workspace, csv: contract.csv };
      sources.push(sourceRecord(whole.source, await fingerprintOfWhole(reader, whole), filesOf(whole)));
    }
    return {
      decided,
      proposed: proposed && (await judged(engine, proposed, wholes, order)),
      failing: NO_ROWS,
      sources,
      digest: digestOf(wholes.flatMap(filesOf)),
      fingerprint: fingerprintOf(sources),
      engine: `DuckDB ${engine.version}`,
      profile: order.profile && (await profileOf(engine, wholes, order.profile)),
      shapes: [],
    };
  } finally {
    await engine.close();
  }
}

async function judged(
  engine: Engine,
  contract: Contract,
  wholes: readonly Whole[],
  files: Pick<CheckOrder, 'workspace' | 'base'>,
): Promise<Checked> {
  return checkedOf(contract, reported(contract, await judgeWholes({ engine, contract, wholes, files })), new Map());
}

/** Which rows fail is in no state. */
const NO_ROWS: CheckAnswer['failing'] = { level: 'none', path: null, rules: [], problem: null };

/** The profile, column by column from their distributions. */
async function profileOf(
  engine: Engine,
  wholes: readonly Whole[],
  columns: NonNullable<CheckOrder['profile']>,
): Promise<string> {
  const {
    source,
    roles = {},
    ignore,
  } = profiled(
    wholes.map((whole) => whole.source),
    columns,
  );
  const whole = wholes.find(({ source: { name } }) => name === source.name);
  const alone = whole ? await columnsOfWhole(engine, whole, ignore) : [];
  const inputs = alone.map((one) => {
    const names = one.columns.map(({ name }) => name);
    return { source: one, roles: Object.fromEntries(Object.entries(roles).filter(([name]) => names.includes(name))) };
  });
  return profileText(await buildProfile(engine, inputs, columns.salt));
}
