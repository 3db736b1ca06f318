import type { Frame } from '../../profile/frame.ts';
import type { NumericColumn } from '../../profile/schema.ts';
import { FRACTION_BITS, LARGEST_MULTIPLE } from '../../profile/tally.ts';
import type { Sql } from '../../sql/dialect.ts';
import { trino } from '../../sql/trino.ts';
import type { TrinoEngine } from '../engine.ts';
import { inPortions } from './portion.ts';
import type { Reads } from './value.ts';

type Tallied = Pick<NumericColumn, 'counts' | 'sums' | 'squares'>;

/** Multiples are summed as `k` times a power of two: `k` fits a BIGINT, and the squares of its two halves do. */
const HALF = 2n ** 30n;
/** Doubles below it are whole `k`s themselves; larger ones are multiples of the power, which grows in steps. */
const PLAIN_BITS = 54;
const STEP = 4;

/**
 * Counts and exact sums of numbers on the frames of a profile, as `tallyOn` has them of the same values: one scan for
 * many columns, grouped by column and bin. Decimals sum `k` and the products of its halves without loss.
 * @param frames by place: `v<place>` is a DOUBLE
 */
export async function tallyNumbers(
  engine: TrinoEngine,
  { from, name }: Reads,
  frames: ReadonlyMap<number, Frame>,
): Promise<ReadonlyMap<number, Tallied>> {
  const exact = new Map([...frames].map(([at, { edges }]) => [at, emptyOf(edges.length + 1)]));
  if (frames.size === 0) return new Map();
  for (const portion of inPortions([...frames].map(([at, frame]) => placed(at, frame))))
    for (const row of await engine.rows(statement(portion, from), name)) {
      const into = exact.get(Number(row.c));
      if (into) addRow(into, row);
    }
  return new Map(
    [...exact].map(([at, { counts, sums, squares }]) => [
      at,
      { counts, sums: sums.map(String), squares: String(squares) },
    ]),
  );
}

const sum = (of: Sql): Sql => `sum(CAST(${of} AS DECIMAL(38, 0)))`;

function statement(portion: readonly Sql[], from: Sql): Sql {
  const most = trino.double(LARGEST_MULTIPLE);
  const scaled = `SELECT u.c, u.b, greatest(-${most}, least(${most}, u.x)) AS x FROM ${from} CROSS JOIN UNNEST(ARRAY[${portion.join(', ')}]) AS u(c, b, x) WHERE u.b IS NOT NULL`;
  const rounded = `SELECT c, b, floor(x) + IF(x - floor(x) >= DOUBLE '0.5', DOUBLE '1', DOUBLE '0') AS m FROM (${scaled})`;
  const powers = `SELECT c, b, m, ${powerOf('m')} AS e FROM (${rounded})`;
  const whole = `SELECT c, b, e, CAST(m / power(DOUBLE '2', e) AS BIGINT) AS k FROM (${powers})`;
  const halves = `SELECT c, b, e, k, k / ${HALF} AS h, k % ${HALF} AS l FROM (${whole})`;
  return `SELECT c, b, e, count(*) AS n, ${sum('k')} AS s, ${sum('h * h')} AS hh, ${sum('h * l')} AS hl, ${sum('l * l')} AS ll FROM (${halves}) GROUP BY c, b, e`;
}

/**
 * A column's place, the bin of its value, and the value as a multiple of the frame's scale before it is rounded: every
 * operation is the one of `tallyOn` on the same doubles, half a multiple goes up, as JavaScript rounds. Without a bin
 * where the value is not finite.
 */
function placed(at: number, { edges, center, exponent }: Frame): Sql {
  const v = `v${at}`;
  // bins are closed on the right, those of width_bucket on the left
  const mirrored = [...edges].reverse().map((edge) => trino.double(-edge));
  const bin = edges.length === 0 ? '0' : `${edges.length} - width_bucket(-${v}, ARRAY[${mirrored.join(', ')}])`;
  const scaled = `(${v} * DOUBLE '0.5' - ${trino.double(center * 0.5)}) * ${trino.double(2 ** (1 - exponent))} * ${trino.double(2 ** FRACTION_BITS)}`;
  return `ROW(${at}, IF(is_finite(${v}), ${bin}), ${scaled})`;
}

/** A power of two that divides the double and leaves fewer than 60 bits of it. */
const powerOf = (m: Sql): Sql =>
  `IF(abs(${m}) < ${trino.double(2 ** PLAIN_BITS)}, 0, CAST(floor((log2(abs(${m})) - ${PLAIN_BITS}) / ${STEP}) AS INTEGER) * ${STEP})`;

interface Exact {
  readonly counts: number[];
  readonly sums: bigint[];
  squares: bigint;
}

const emptyOf = (bins: number): Exact => ({
  counts: new Array<number>(bins).fill(0),
  sums: new Array<bigint>(bins).fill(0n),
  squares: 0n,
});

function addRow(into: Exact, row: Readonly<Record<string, unknown>>): void {
  const [bin, power] = [Number(row.b), BigInt(Math.max(0, Number(row.e)))];
  const whole = (key: string): bigint => BigInt(row[key] as string);
  into.counts[bin] = (into.counts[bin] ?? 0) + Number(row.n);
  into.sums[bin] = (into.sums[bin] ?? 0n) + (whole('s') << power);
  into.squares += (whole('hh') * HALF * HALF + 2n * whole('hl') * HALF + whole('ll')) << (2n * power);
}
