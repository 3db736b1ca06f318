import type { Contract } from './contract/native.ts';
import type { Engine } from './engine.ts';
import { inParquet } from './parquet-copy.ts';
import { batches, isScanned } from './planner.ts';
import { isDivided } from './segments/divided.ts';
import type { Source } from './source.ts';
import { duckdb } from './sql/duckdb.ts';

/** What is done with each source beside its rules. */
export interface Plan {
  readonly contracts: readonly Pick<Contract, 'rules' | 'blocks'>[];
  /** scans for fingerprint and profile */
  readonly further: number;
}

/** A smaller text is parsed within tenths of a second (research 3.3: 0.3 GB/s and core). */
const LEAST_BYTES = 64 * 2 ** 20;
/** A copy costs as much as three scans of text (10M x 10), and a scan of few of its columns next to nothing. */
const MOST_PASSES = 4;
/** A block compares at least the values and their counts. */
const PASSES_PER_BLOCK = 2;
/** Segments are counted before they are judged. */
const PASSES_BY_SEGMENT = 2;
/** Rules that one grouping does not answer are asked of each segment; there may be a thousand. */
const PASSES_BY_EACH = MOST_PASSES + 1;

/** The sources, those of text in a temporary Parquet file where the plan reads them that often. */
export async function prepared(engine: Engine, sources: readonly Source[], plan: Plan): Promise<readonly Source[]> {
  const ready: Source[] = [];
  for (const source of sources) ready.push(isWorthACopy(source, plan) ? await inParquet(engine, source) : source);
  return ready;
}

/** Sources as they were opened, and as they are scanned. */
export interface Ready {
  readonly opened: readonly Source[];
  readonly sources: readonly Source[];
}

/** Sources of another contract, which may name other files and read them otherwise; what is read alike is ready. */
export const alike = (others: readonly Source[], { opened, sources }: Ready): readonly Source[] =>
  others.map((other) => {
    const at = opened.findIndex(({ name, relation }) => name === other.name && relation === other.relation);
    return sources[at] ?? other;
  });

/** Whether a source is scanned faster when its text is parsed once and kept by column. */
export function isWorthACopy(source: Source, { contracts, further }: Plan): boolean {
  if (source.stored === 'parquet' || source.bytes < LEAST_BYTES) return false;
  return contracts.reduce((sum, contract) => sum + passesOf(source, contract), further) > MOST_PASSES;
}

function passesOf(source: Source, { rules, blocks }: Plan['contracts'][number]): number {
  const segmented = rules.filter(({ by }) => by !== undefined);
  const whole = rules.filter(({ by }) => by === undefined);
  const scans = batches(whole.filter(isScanned), source);
  const statements = whole.filter(({ measure }) => measure.by === 'statement');
  // a query over the relation within the scan
  const grouped = whole.filter(({ measure }) => measure.by === 'value' && measure.uses === 'topShare');
  const compared = blocks.filter(({ inputs }) => inputs.length === 0 || inputs.includes(source.name));
  const bySegment = segmented.reduce(
    (sum, rule) => sum + (isDivided(rule, duckdb) ? PASSES_BY_SEGMENT : PASSES_BY_EACH),
    0,
  );
  return scans.length + statements.length + grouped.length + compared.length * PASSES_PER_BLOCK + bySegment;
}
