import type { DriftCheckPredicate, DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { countText } from '@ml-actions/core/report/count-text';
import { code, codeBlock, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail, Section } from '@ml-actions/core/report/section';
import { columnNotes, columnTable } from './column-table.ts';
import { deciding, factOf, isUnmeasured, type Said, wordOf } from './fact.ts';
import { hasOtherClasses, performanceText } from './performance-text.ts';
import { NOISE_MEANING, qMeaning, rulesIn, unitsIn } from './units.ts';
import { ageText, freshnessText, plural, windowText } from './wording.ts';

/** Columns in the visible table; the rest is folded. */
const SHOWN = 10;
/** Columns in the folded table: GitHub cuts texts, and a reader has the report. */
const FOLDED = 200;

/** How a drift check reads: the verdict and the column that decided, ten columns, what to do. */
export const section = (predicate: DriftCheckPredicate): Section => sectionFor(predicate, predicate.createdAt);

/** The same for a run whose record is not written yet, as the issue needs it. */
export function sectionFor(said: Said, at: string | null = said.history.at(-1)?.at ?? null): Section {
  const [word, tone] = wordOf(said);
  return {
    title: 'Drift check',
    word,
    tone,
    fact: factOf(said),
    body: bodyText(said, at),
    details: detailsOf(said),
  };
}

function bodyText(said: Said, at: string | null): string {
  const shown = said.columns.slice(0, SHOWN);
  const parts = [
    comparedText(said, at),
    performanceText(said),
    columnTable(shown),
    columnNotes(shown),
    restText(said),
    nextSteps(said),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function comparedText(said: Said, at: string | null): string {
  const { current, reference, environment, model, window } = said;
  const fresh = freshnessText(said);
  const age = at && reference.createdAt ? `, ${ageText(Date.parse(at) - Date.parse(reference.createdAt))}` : '';
  const how = {
    version: `the profile of ${code(reference.source)}`,
    profile: `the profile ${code(reference.source)}`,
    data: `the data ${code(reference.source)}`,
  }[reference.kind];
  return (
    `${code(model)} in ${code(environment)}: ${plural(current.rows, 'row')} of ${code(current.source)} against ${how} ` +
    `(${plural(reference.rows, 'row')}${age}).${windowText(window)}${fresh && ` ${fresh}`}`
  );
}

function restText({ columns, extra }: Said): string {
  const hidden = columns.length - SHOWN;
  return [
    hidden > 0 ? `… and ${plural(hidden, 'more column')}, folded below.` : '',
    extra.length > 0 ? `Not in the reference, so not checked: ${extra.map((name) => code(name)).join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** What a person does now, one paragraph each. */
function nextSteps(said: Said): string {
  const steps: Partial<Record<Said['verdict'], string>> = {
    drift:
      `**Next:** look at ${columnsText(deciding(said))} where the data is made. If the change is real, train on newer data ` +
      'and let the gate decide; a new deployment brings its own reference.',
    performance:
      '**Next:** look at the rows that the model gets wrong; train on newer data once their labels are there.',
    schema: `**Next:** mend the data: ${brokenText(said)}. Do not train on it before.`,
    insufficient: insufficientText(said),
    'noise-limited': '**Next:** check more rows: here chance alone moves a column by more than half its threshold.',
  };
  return [alarmText(said), steps[said.verdict] ?? '', retrainText(said)].filter(Boolean).join('\n\n');
}

/** What became of the training, as the section and the issue's comment say it. */
export function retrainText({ retrain }: Pick<Said, 'retrain'>): string {
  if (!retrain) return '';
  const { state, command, reason, run } = retrain;
  if (state === 'started')
    return `A training was started: ${run ? `[run ${run.id}](${run.url})` : 'its event was sent'}.`;
  const how = command ? `Start a training:\n\n${codeBlock(command, 'sh')}` : '';
  return reason ? `No training was started: ${escapeText(reason)}.\n\n${how}` : how;
}

function insufficientText(said: Said): string {
  if (said.freshness.stale)
    return '**Next:** look why no newer rows come. This says how production was, not how it is.';
  if (isUnmeasured(said)) return '**Next:** wait for labels; `fail-on: performance` asks for what nothing tells yet.';
  return `**Next:** check a longer time: a column needs ${countText(said.rule.minRows)} values (\`min-rows\`).`;
}

const brokenText = (said: Said): string =>
  [columnsText(deciding(said)), hasOtherClasses(said) ? 'the labels' : ''].filter(Boolean).join(' and ');

const COLUMNS_NAMED = 3;

function columnsText(columns: readonly DriftColumn[]): string {
  const more = columns.length > COLUMNS_NAMED ? ` and ${columns.length - COLUMNS_NAMED} more` : '';
  return (
    columns
      .slice(0, COLUMNS_NAMED)
      .map(({ column }) => code(column))
      .join(', ') + more
  );
}

function alarmText({ alarm: { phase, alarming, needed, of, clean, cleanNeeded }, verdict }: Said): string {
  const confirmed = of === 1 ? 'Confirmed by this run.' : `Confirmed: seen in ${alarming} of the last ${of} runs.`;
  const texts: Partial<Record<typeof phase, string>> = {
    unconfirmed: `Seen in ${alarming} of the last ${of} runs; ${needed} are needed before this is an alarm.`,
    entered: verdict === 'schema' ? 'A broken schema needs no second run.' : confirmed,
    ongoing: 'Confirmed earlier, and still there.',
    recovering:
      clean < cleanNeeded
        ? `No longer seen: ${clean} of ${cleanNeeded} clean runs that end the alarm.`
        : `No longer seen in ${clean} clean runs; so few rows need more of them to rule out the threshold.`,
    recovered: `Recovered: ${cleanNeeded} clean runs in a row.`,
    accepted: 'Its drift was accepted by a label; it alarms again when it goes further.',
  };
  if (phase === 'stateless' && verdict !== 'ok')
    return 'Unconfirmed by history: earlier runs could not be read, so this run alone decides.';
  return texts[phase] ?? '';
}

function detailsOf({ columns, reference, current, history, rule }: Said): Detail[] {
  const rows = history.map(({ at, status, maxEffect }) => [
    escapeText(at.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')),
    status,
    maxEffect === null ? '' : `${maxEffect.toFixed(2)} ×`,
  ]);
  const all = columns.length > SHOWN;
  const digests = codeBlock(`reference sha256  ${reference.sha256}\ncurrent   sha256  ${current.sha256}`, 'text');
  return [
    ...(all ? [{ summary: `All columns (${columns.length})`, body: allText(columns.slice(0, FOLDED)) }] : []),
    ...(history.length > 1
      ? [
          {
            summary: `Last runs (${history.length})`,
            body: table(['UTC', 'seen', 'largest effect'], rows.reverse(), ['left', 'left', 'right']),
          },
        ]
      : []),
    { summary: 'How to read this', body: `${legendOf(columns, rule)}\n\n${digests}` },
  ];
}

const allText = (columns: readonly DriftColumn[]): string =>
  [columnTable(columns), columnNotes(columns)].filter(Boolean).join('\n\n');

const MISSING_MEANING =
  '- **missing**: share of values that are missing now, and how many points more than in the reference.';

function legendOf(columns: readonly DriftColumn[], rule: Said['rule']): string {
  const q = qMeaning(columns);
  const lines = [
    ...rulesIn(columns, rule).map((text) => `- **drift**: ${text}`),
    ...unitsIn(columns).map(([unit, meaning]) => `- **${escapeText(unit)}**: ${meaning}.`),
    ...(q === '' ? [] : [`- **noise**: ${NOISE_MEANING}.`, `- **q**: ${q}.`]),
    ...(columns.some(({ missing }) => missing && missing.reference + missing.current > 0) ? [MISSING_MEANING] : []),
    '- **runs**: one block per remembered run, the last one is this; ▅ and higher reached the threshold.',
  ];
  return lines.join('\n');
}
