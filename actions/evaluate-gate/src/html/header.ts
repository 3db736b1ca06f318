import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { inline, text } from '@ml-actions/core/report/html-escape';
import { symbolOf } from '@ml-actions/core/report/section';
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
  const tone = toneOf(verdict, failOn);
  const gate = id === 'default' ? 'Model gate' : `Model gate (${id})`;
  return `<header class="verdict ${tone}">
<p class="over"><strong>${text(model)}</strong> · ${text(gate)} · <time datetime="${text(createdAt)}">${text(shownTime(createdAt))}</time></p>
<h1><span aria-hidden="true">${symbolOf[tone]}</span> ${text(wordOf(predicate))}</h1>
<p class="fact">${text(fact)}</p>
<p class="compared">${inline(comparedLine(predicate))}</p>
</header>`;
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

const minuteDigits = 16;
const shownTime = (iso: string): string => `${iso.slice(0, minuteDigits).replace('T', ' ')} UTC`;
