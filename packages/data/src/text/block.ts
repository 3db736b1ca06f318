import { type Block, type Counted, counted } from '../block.ts';
import type { Texts } from '../contract/text.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { type FailingRows, rowsBreaking } from '../failing/failing-rows.ts';
import { POSITION } from '../failing/numbered.ts';
import { type Interval, intervalText } from '../interval.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Limit } from '../rule.ts';
import type { Source, SourceColumn } from '../source.ts';
import { columnSql } from '../sql.ts';
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
    evaluate: ({ engine }, source) => resultsOf(engine, source, texts.column, claimsOf(texts)),
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

async function resultsOf(
  engine: Engine,
  source: Source,
  name: string,
  claims: readonly TextClaim[],
): Promise<RuleResult[]> {
  const column = columnOf(source, name);
  const texts = `(SELECT ${decoded(column)} AS x FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL)`;
  const sums = claims.map(({ broken }, at) => `count(*) FILTER (WHERE ${broken?.('x') ?? 'false'}) AS c${at}`);
  const row = await engine.row(`SELECT count(*) AS of, ${sums.join(', ')} FROM ${texts}`, source.name);
  const results: RuleResult[] = [];
  for (const [at, claim] of claims.entries()) {
    const failing = claim.broken === null ? await repetitions(engine, source, texts) : Number(row[`c${at}`]);
    results.push({ ...counted(source.name, claim, failing, Number(row.of)), rows: rowsOf(source, column, claim) });
  }
  return results;
}

/** The rows of texts that break a claim. */
function rowsOf(source: Source, column: SourceColumn, { broken }: TextClaim): FailingRows {
  const text = decoded(column);
  if (broken)
    return rowsBreaking(source, [column.name], { among: `${columnSql(column)} IS NOT NULL`, broken: broken(text) });
  return rowsBreaking(source, [column.name], {
    among: `${text} IS NOT NULL`,
    broken: `row_number() OVER (PARTITION BY ${text} ORDER BY ${POSITION}) > 1`,
    over: 'table',
  });
}

/** Texts beyond the first of each; grouped by the texts themselves. */
async function repetitions(engine: Engine, { name }: Source, texts: string): Promise<number> {
  const row = await engine.row(
    `SELECT coalesce(sum(n - 1), 0) AS n FROM (SELECT count(*) AS n FROM ${texts} WHERE x IS NOT NULL GROUP BY x)`,
    name,
  );
  return Number(row.n);
}

/** Bytes as text, NULL where they are none; the readers of CSV and JSON refuse files that are not UTF-8. */
const decoded = (column: SourceColumn): string =>
  column.type === 'BLOB' ? `TRY(decode(${columnSql(column)}))` : textOf(column);
