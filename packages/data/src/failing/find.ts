import { groupBy } from '@ml-actions/core/group-by';
import type { Engine } from '../engine.ts';
import { unpackedBytes } from '../parquet-copy.ts';
import type { Source } from '../source.ts';
import { type Broken, collect, collected, shownKey, type Telling, writeFile } from './failing-file.ts';
import { type Place, placeOf, type Start, startsOf } from './file-of-row.ts';
import { firstRows, MOST_SHOWN } from './first-rows.ts';

/** What is known of the rows that break a rule. */
export interface Found {
  /** the first ones, in the order of the files */
  readonly first: readonly Place[];
  /** the same rows with what may be shown of them; none where nothing may */
  readonly shown: readonly ShownRow[];
  /** rows of this rule in the file of failing rows; null: there is no file */
  readonly kept: number | null;
}

/** Texts at the level that was asked for, cut where they are long. */
export interface ShownRow extends Place {
  readonly key: Readonly<Record<string, string | null>>;
  readonly value: string | null;
}

/** Without values only data of this size is read once more, to say where the failing rows stand: about a second. */
const CHEAP_BYTES = 256 * 2 ** 20;
/** Characters of a value in a report; the file has all of it. */
const LONGEST_SHOWN = 100;

/**
 * Looks for the rows that break rules, after they were counted. Without a telling nothing but their places is read.
 *
 * @returns in the order of the rules; null where the rows of a rule were not looked for
 */
export async function findRows(
  engine: Engine,
  rules: readonly Broken[],
  telling: Telling | null,
): Promise<readonly (Found | null)[]> {
  const looked = rules.filter(({ rows: { source } }) => isNamed(source) && (telling !== null || isCheap(source)));
  if (looked.length === 0) return rules.map(() => null);
  const found = telling === null ? await placed(engine, looked) : await shown(engine, looked, telling);
  return rules.map((rule) => found.get(rule) ?? null);
}

const isNamed = ({ relationOf }: Source): boolean => relationOf !== undefined;
const isCheap = (source: Source): boolean => unpackedBytes(source) <= CHEAP_BYTES;

async function placed(engine: Engine, rules: readonly Broken[]): Promise<Map<Broken, Found>> {
  const starts = await allStarts(engine, rules);
  const rows = rules.map((rule) => rule.rows);
  const positions = await firstRows(engine, rows);
  return new Map(
    rules.map((rule, at) => [
      rule,
      { first: (positions[at] ?? []).map((one) => placeOf(startsFor(starts, rule), one)), shown: [], kept: null },
    ]),
  );
}

async function shown(engine: Engine, rules: readonly Broken[], telling: Telling): Promise<Map<Broken, Found>> {
  const starts = await allStarts(engine, rules);
  await collect(engine, rules, telling);
  await writeFile(engine, rules, starts, telling);
  const rows = groupBy(await collected(engine, MOST_SHOWN), ({ rule }) => rule);
  return new Map(
    rules.map((rule, at) => {
      const own = rows.get(at) ?? [];
      const first = own.map(({ position }) => placeOf(startsFor(starts, rule), position));
      const told = first.map((place, index) => ({
        ...place,
        key: Object.fromEntries(shownKey(telling).map((name, key) => [name, cut(own[index]?.key[key] ?? null)])),
        value: cut(own[index]?.value ?? null),
      }));
      return [rule, { first, shown: told, kept: own[0]?.kept ?? 0 }];
    }),
  );
}

const startsFor = (starts: ReadonlyMap<string, readonly Start[]>, { rows }: Broken): readonly Start[] =>
  starts.get(rows.source.name) ?? [];

async function allStarts(engine: Engine, rules: readonly Broken[]): Promise<Map<string, readonly Start[]>> {
  const starts = new Map<string, readonly Start[]>();
  for (const { rows } of rules)
    if (!starts.has(rows.source.name)) starts.set(rows.source.name, await startsOf(engine, rows.source));
  return starts;
}

function cut(text: string | null): string | null {
  const characters = text === null ? [] : [...text];
  return characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join('')}…` : text;
}
