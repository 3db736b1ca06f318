import { type Block, type Counted, counted } from '../block.ts';
import type { Texts } from '../contract/text.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { type FailingRows, rowsBreaking } from '../failing/failing-rows.ts';
import { positionIn } from '../failing/numbered.ts';
import { type Interval, intervalText } from '../interval.ts';
import type { Look } from '../look.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Limit } from '../rule.ts';
import type { Source, SourceColumn } from '../source.ts';
import { columnSql, hashSql } from '../sql.ts';
import { textOf } from '../typing.ts';

/** Rule of thumb of OpenAI's documentation for English; other languages and code take more tokens. */
const BYTES_PER_TOKEN = 4;
/** What a decoder writes where bytes were no UTF-8 (Unicode 16.0, 3.9, U+FFFD substitution). */
const REPLACEMENT = '\ufffd';

interface TextClaim extends Counted {
  /** predicate of texts that break it; null: repetitions */
  readonly broken: ((text: string) => string) | null;
}

/** The rules of `text:`. Null policy: a missing text is not looked at. */
export const textBlock = (texts: Texts): Block =>
  eachSource({
    claims: claimsOf(texts),
    where: texts.where,
    columns: [texts.column],
    look: lookAtTexts(texts.column, claimsOf(texts)),
  });

function claimsOf({ column, severity, line, failing, tokens, characters, utf8, duplicates }: Texts): TextClaim[] {
  const claim = (kind: string, expected: string, limit: Limit, broken: TextClaim['broken']): TextClaim => ({
    id: `text(${column}).${kind}`,
    kind: `text-${kind}`,
    column,
    severity,
    line,
    expected,
    limit,
    broken,
  });
  const estimated = `tokens, estimated as UTF-8 bytes / ${BYTES_PER_TOKEN}`;
  return [
    ...(tokens
      ? [
          claim('tokens', `${intervalText(tokens)} ${estimated}`, failing, (text) =>
            outside(`ceil(strlen(${text}) / ${BYTES_PER_TOKEN})`, tokens),
          ),
        ]
      : []),
    ...(characters
      ? [
          claim('characters', `${intervalText(characters)} characters`, failing, (text) =>
            outside(`length(${text})`, characters),
          ),
        ]
      : []),
    ...(utf8
      ? [
          claim(
            'utf8',
            'UTF-8 without replacement characters',
            utf8,
            (text) => `coalesce(contains(${text}, '${REPLACEMENT}'), true)`,
          ),
        ]
      : []),
    ...(duplicates ? [claim('duplicates', 'no text twice', duplicates, null)] : []),
  ];
}

/** Bytes that are no text (NULL) are of no length; `utf8` counts them. */
function outside(length: string, { min, max, exclusiveMin, exclusiveMax }: Interval): string {
  const sides = [
    ...(Number.isFinite(min) ? [`${length} ${exclusiveMin ? '<=' : '<'} ${min}`] : []),
    ...(Number.isFinite(max) ? [`${length} ${exclusiveMax ? '>=' : '>'} ${max}`] : []),
  ];
  return `coalesce(${sides.join(' OR ') || 'false'}, false)`;
}

/** Findings: which claims a text breaks, and where repetitions count the text itself, or its hash. */
const lookAtTexts = (name: string, claims: readonly TextClaim[]): Look => ({
  asked: ['text', name, claims.map(({ broken }) => broken?.('x') ?? null)],
  async find(_, source, travels) {
    const column = columnOf(source, name);
    const flags = claims.map(({ broken }, at) => `${broken?.('x') ?? 'false'} AS c${at}`);
    const own = claims.some(isOfRepetitions) ? (travels ? hashSql('x') : 'x') : 'NULL';
    const texts = `(SELECT ${decoded(column)} AS x FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL)`;
    const rows = claims.map((claim) => [claim.id, rowsOf(source, column, claim)] as const);
    return { sql: `SELECT ${[...flags, `${own} AS x`, '1 AS n'].join(', ')} FROM ${texts}`, rows: new Map(rows) };
  },
  async judge(engine, source, found) {
    const sums = claims.map((_, at) => `sum(n) FILTER (WHERE c${at}) AS c${at}`);
    const row = await engine.row(`SELECT ${[...sums, 'sum(n) AS n'].join(', ')} FROM ${found}`, source.name);
    const results: RuleResult[] = [];
    for (const [at, claim] of claims.entries()) {
      const failing = isOfRepetitions(claim) ? await repetitions(engine, source, found) : Number(row[`c${at}`] ?? 0);
      results.push(counted(source.name, claim, failing, Number(row.n ?? 0)));
    }
    return results;
  },
});

/** Texts beyond the first of each. */
async function repetitions(engine: Engine, { name }: Source, found: string): Promise<number> {
  const texts = `SELECT sum(n) AS n FROM ${found} WHERE x IS NOT NULL GROUP BY x`;
  return Number((await engine.row(`SELECT coalesce(sum(n - 1), 0) AS n FROM (${texts})`, name)).n);
}

const isOfRepetitions = ({ broken }: TextClaim): boolean => broken === null;

/** The rows of texts that break a claim. */
function rowsOf(source: Source, column: SourceColumn, { broken }: TextClaim): FailingRows {
  const text = decoded(column);
  if (broken)
    return rowsBreaking(source, [column.name], { among: `${columnSql(column)} IS NOT NULL`, broken: broken(text) });
  return rowsBreaking(source, [column.name], {
    among: `${text} IS NOT NULL`,
    broken: `row_number() OVER (PARTITION BY ${text} ORDER BY ${positionIn(source)}) > 1`,
    over: 'table',
  });
}

/** Bytes as text, NULL where they are none; the readers of CSV and JSON refuse files that are not UTF-8. */
const decoded = (column: SourceColumn): string =>
  column.type === 'BLOB' ? `TRY(decode(${columnSql(column)}))` : textOf(column);
