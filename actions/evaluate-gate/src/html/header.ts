import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { inline, text } from '@ml-actions/core/report/html-escape';
import { timeHtml, verdictHeader } from '@ml-actions/core/report/html-parts';
import { acceptedLines } from '../section/accepted.ts';
import { comparedLine } from '../section/compared.ts';
import { nextLine } from '../section/next.ts';
import { noticeLines, policyLines } from '../section/notes.ts';
import { reuseLine } from '../section/reuse.ts';
import { sightLine } from '../section/sight.ts';
import { toneOf, wordOf } from '../wording.ts';

/** The verdict with its deciding fact, and what was compared: the same words as in the comment. */
export function headerHtml(predicate: EvaluateGatePredicate): string {
  const { verdict, failOn, fact, model, id, createdAt } = predicate;
  const gate = id === 'default' ? 'Model gate' : `Model gate (${id})`;
  return verdictHeader({
    tone: toneOf(verdict, failOn),
    word: wordOf(predicate),
    over: `<strong>${text(model)}</strong> · ${text(gate)} · ${timeHtml(createdAt)}`,
    fact: text(fact),
    compared: inline(comparedLine(predicate)),
  });
}

/** What a reader must know beside the table. */
export function notesHtml(predicate: EvaluateGatePredicate): string {
  const quoted = [policyLines(predicate), noticeLines(predicate)]
    .flatMap((lines) => lines.split(/\n>?\n/))
    .filter(Boolean);
  const plain = [acceptedLines(predicate), sightLine(predicate.checks), reuseLine(predicate), nextLine(predicate)]
    .flatMap((lines) => lines.split('\n\n'))
    .filter(Boolean);
  return [
    ...quoted.map((line) => `<p class="note">${inline(line)}</p>`),
    ...plain.map((line) => `<p>${inline(line)}</p>`),
  ].join('\n');
}
