import { counted } from '../block.ts';
import type { Engine } from '../engine.ts';
import type { RuleResult } from '../result.ts';
import type { Sql } from '../sql/dialect.ts';
import { hashSql } from '../sql.ts';
import { tallySql } from '../tally.ts';
import type { ImageClaim } from './claims.ts';
import type { Inventory } from './inventory.ts';

/** How many were looked at, and how many of them break a claim. */
export interface Counts {
  readonly failing: number;
  readonly of: number;
}

/** By the kinds of claims that do not count images. */
export type Tallies = ReadonlyMap<string, Counts>;

const IMAGE = 'image';
const REPEATED = 'image-duplicates';

/**
 * SELECT of `what`, the image `p` (or its hash), its `digest`, and per claim whether the image breaks it: NULL where it is
 * not looked at.
 *
 * @param travels any image may have its like in another part
 */
export async function imagesSql(inventory: Inventory, claims: readonly ImageClaim[], travels: boolean): Promise<Sql> {
  const isRepeatedAsked = claims.some(({ kind }) => kind === REPEATED);
  const digests = isRepeatedAsked ? await inventory.digests(travels ? 'all' : 'suspects') : null;
  const flags = claims.map((claim, at) => `${flagOf(claim)} AS c${at}`);
  const from = digests === null ? inventory.table : `${inventory.table} LEFT JOIN ${digests} USING (p)`;
  const digest = digests === null ? 'NULL::VARCHAR' : 'digest';
  return `SELECT ${[`'${IMAGE}' AS what`, `${travels ? hashSql('p') : 'p'} AS p`, `${digest} AS digest`, ...flags, '1 AS n'].join(', ')} FROM ${from}`;
}

function flagOf({ kind, counted: by }: ImageClaim): Sql {
  if (by) return `CASE WHEN ${by.of} THEN coalesce(${by.failing}, false) END`;
  return kind === REPEATED ? 'CASE WHEN bytes IS NOT NULL THEN false END' : 'NULL::BOOLEAN';
}

export const talliesSql = (tallies: Tallies): Sql =>
  tallySql(
    new Map(
      [...tallies].flatMap(
        ([kind, { failing, of }]) =>
          [
            [`${kind}:failing`, failing],
            [`${kind}:of`, of],
          ] as const,
      ),
    ),
  );

/** Every image once, whichever parts name it. */
export async function judgedImages(
  engine: Engine,
  name: string,
  claims: readonly ImageClaim[],
  found: Sql,
): Promise<RuleResult[]> {
  const flags = claims.map((_, at) => `bool_or(c${at}) AS c${at}`);
  const images = `SELECT ${['p', 'max(digest) AS digest', ...flags].join(', ')} FROM ${found} WHERE what = '${IMAGE}' GROUP BY p`;
  const counts = claims.flatMap((_, at) => [`count(c${at}) AS o${at}`, `count(*) FILTER (WHERE c${at}) AS f${at}`]);
  const row = await engine.row(
    `SELECT ${[...counts, 'count(digest) - count(DISTINCT digest) AS repeated'].join(', ')} FROM (${images})`,
  );
  const rows = await engine.rows(`SELECT what, sum(n) AS n FROM ${found} WHERE what <> '${IMAGE}' GROUP BY what`);
  const tally = new Map(rows.map(({ what, n }) => [String(what), Number(n)]));
  return claims.map((claim, at) => {
    const { kind } = claim;
    const isOfImages = claim.counted !== undefined || kind === REPEATED;
    if (!isOfImages) return counted(name, claim, tally.get(`${kind}:failing`) ?? 0, tally.get(`${kind}:of`) ?? 0);
    return counted(name, claim, Number(kind === REPEATED ? row.repeated : row[`f${at}`]), Number(row[`o${at}`]));
  });
}
