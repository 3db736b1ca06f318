import { reported } from '@ml-actions/data/check';
import type { Contract } from '@ml-actions/data/contract/native';
import { openEngine } from '@ml-actions/data/engine';
import { gather } from '@ml-actions/data/state/gather';
import { fingerprintOfWhole } from '@ml-actions/data/state/identity';
import { judgeWholes } from '@ml-actions/data/state/judge';
import { filesOf, wholesOf } from '@ml-actions/data/state/whole';
import { allowed, type CheckAnswer, type CheckOrder, contractOf } from './check-files.ts';
import { checkedOf, digestOf, fingerprintOf, sourceRecord } from './recorded.ts';
import { wholeColumns } from './whole-columns.ts';

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
    const judged = async (by: Contract) =>
      reported(by, await judgeWholes({ engine, contract: by, wholes, files: order }));
    const report = await judged(contract);
    const personal = new Set([...report.personal, ...(proposed?.meaning.personal ?? [])]);
    const sources = [];
    for (const whole of wholes) {
      const reader = { engine, files: order, csv: contract.csv };
      sources.push(sourceRecord(whole.source, await fingerprintOfWhole(reader, whole), filesOf(whole)));
    }
    return {
      decided: checkedOf(contract, report),
      proposed: proposed && checkedOf(proposed, await judged(proposed)),
      failing: NO_ROWS,
      sources,
      digest: digestOf(wholes.flatMap(filesOf)),
      fingerprint: fingerprintOf(sources),
      engine: `DuckDB ${engine.version}`,
      ...(await wholeColumns(engine, wholes, order, { ...contract.meaning, personal })),
    };
  } finally {
    await engine.close();
  }
}

/** Which rows fail is in no state. */
const NO_ROWS: CheckAnswer['failing'] = { level: 'none', path: null, rules: [], problem: null };
