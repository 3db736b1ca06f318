import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { bytesText } from '@ml-actions/core/report/bytes';
import { code, codeBlock, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail, Section } from '@ml-actions/core/report/section';
import { originDetail } from './origin.ts';
import { durationText, numberText, plural, shortDigest } from './wording.ts';

/** Metrics whose values stand in the folded table's own line: the gate shows them in its table. */
const HEADLINE = 4;
const LONGEST_FACT = 600;

const tones = { SUCCEEDED: 'success', FAILED: 'failure', STOPPED: 'neutral', TIMEOUT: 'failure' } as const;

/** How a training run reads in the comment and in the job summary. */
export function section(record: TrainPredicate): Section {
  const { phase } = record;
  const title = 'Training';
  if (phase !== 'SUCCEEDED') {
    return {
      title,
      word: phase,
      tone: tones[phase],
      fact: failureFact(record),
      body: '',
      details: failureDetails(record),
    };
  }
  const notices = record.notices.map((notice) => `> ${escapeText(notice, LONGEST_FACT)}`).join('\n>\n');
  return {
    title,
    word: phase,
    tone: notices ? 'warning' : tones[phase],
    fact: successFact(record),
    body: [Object.keys(record.metrics).length === 0 ? 'The command left no metrics.' : '', notices]
      .filter(Boolean)
      .join('\n\n'),
    details: [...metricsDetail(record), originDetail(record)],
  };
}

function successFact({ trained, durationSeconds, environment: { cpus }, seed, deterministic }: TrainPredicate): string {
  const bytes = trained?.files.reduce((sum, { size }) => sum + size, 0) ?? 0;
  const model = trained
    ? `model ${shortDigest(trained.digest)} (${plural(trained.files.length, 'file')}, ${bytesText(bytes)})`
    : 'no model among the outputs';
  const seeded = deterministic === 'off' ? 'no seed set' : `seed ${seed}`;
  return `${model}, trained in ${durationText(durationSeconds)} on ${plural(cpus, 'core')}, ${seeded}`;
}

const failureFact = ({ reason, durationSeconds }: TrainPredicate): string =>
  `${escapeText(reason, LONGEST_FACT)} (after ${durationText(durationSeconds)})`;

function failureDetails(record: TrainPredicate): readonly Detail[] {
  const { logTail } = record;
  const lines = { summary: `Last ${plural(logTail.length, 'line')} of the log`, body: codeBlock(logTail.join('\n')) };
  return [...(logTail.length > 0 ? [lines] : []), originDetail(record)];
}

function metricsDetail({ metrics }: TrainPredicate): readonly Detail[] {
  const all = Object.entries(metrics);
  if (all.length === 0) return [];
  const first = all.slice(0, HEADLINE).map(([name, value]) => `${escapeText(name)} ${numberText(value)}`);
  const more = all.length > HEADLINE ? ', …' : '';
  return [
    {
      summary: `${plural(all.length, 'metric')}: ${first.join(', ')}${more}`,
      body: table(
        ['metric', 'value'],
        all.map(([name, value]) => [code(name), numberText(value)]),
        ['left', 'right'],
      ),
    },
  ];
}
