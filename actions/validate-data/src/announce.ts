import { quoted } from '@ml-actions/core/path/inside';
import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { bytesText } from '@ml-actions/core/report/bytes';
import type { Log } from '@ml-actions/core/runner/log';
import type { DataBody } from './body.ts';
import { failingText, plural, problemsIn, proposedText, rowsText, secondsText, unjudgedIn } from './wording.ts';

/** GitHub keeps ten annotations of each kind per step (GitHub Docs, workflow commands: limits). */
const MOST_ANNOTATIONS = 10;

/**
 * Tells the log what was read and found; a broken rule is an annotation on its line of the contract.
 *
 * @param annotated the checkout's file that has the deciding contract's lines; null: another contract stands there
 */
export function announce(body: DataBody, annotated: string | null, log: Log): void {
  const { sources, rules, seconds, engine, verdict, fact, contract } = body;
  log.info(visible(`Contract: ${contract.source}${contract.protected ? '' : ' (unprotected)'}`));
  for (const { name, format, rows, bytes, count, foundDelimiter, blankLines, table } of sources) {
    const found = foundDelimiter === null ? '' : `, delimiter ${quoted(foundDelimiter)} found`;
    const blank = blankLines === undefined ? '' : `, ${plural(blankLines, 'blank line')} passed over`;
    const held = table === undefined ? `${plural(count, `${format} file`)}, ${bytesText(bytes)}` : `table ${table}`;
    log.info(visible(`${name}: ${plural(rows, 'row')}, ${held}${found}${blank}`));
  }
  const [problems, open] = [problemsIn(rules), unjudgedIn(rules)];
  for (const rule of problems.slice(0, MOST_ANNOTATIONS)) annotate(rule, contract.reportOnly, annotated, log);
  for (const rule of problems.slice(MOST_ANNOTATIONS)) log.info(visible(`${rule.status}: ${sentence(rule)}`));
  for (const { id, source, note } of open) log.info(visible(`not judged: ${quoted(id)} on ${source}: ${note ?? ''}`));
  if (contract.reportOnly) log.warning(visible(`validate-data: ${fact}.`));
  if (contract.proposed && !contract.reportOnly)
    log.notice(visible(`validate-data: ${proposedText(contract.proposed)}.`));
  log.info(visible(`${verdict.toUpperCase()}: ${fact} (${secondsText(seconds)}, ${engine})`));
}

/** Names and the contract's words may hold line ends, terminal commands and marks that reorder text. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');

function annotate(rule: DataRule, reportOnly: boolean, file: string | null, log: Log): void {
  const place = file === null ? undefined : { file, line: rule.line };
  const text = visible(sentence(rule));
  if (rule.status === 'error' || (rule.status === 'fail' && !reportOnly)) log.error(text, place);
  else if (rule.status === 'info') log.notice(text, place);
  else log.warning(text, place);
}

/** `"age.range" on train: 12 of 500 (2.4%), expected 0 to 120; <= 1% may fail; train.csv: rows 3, 17 ….` */
function sentence(rule: DataRule): string {
  const { id, source, expected, limit, failing } = rule;
  const allowed = failing === null || limit === '<= 0' || limit === 'none' ? '' : `; ${limit} may fail`;
  const rows = rule.rows ? `; ${rowsText(rule)}` : '';
  return `${quoted(id)} on ${source}: ${failingText(rule)}, expected ${expected}${allowed}${rows}.`;
}
