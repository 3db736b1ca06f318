import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { bytesText } from '@ml-actions/core/report/bytes';
import { code, codeBlock, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail, Section } from '@ml-actions/core/report/section';
import { commandText } from './argv.ts';
import { durationText, numberText } from './wording.ts';

/** Metrics whose values stand in the folded table's own line: the gate shows them in its table. */
const HEADLINE = 4;
const SHORT_DIGEST = 12;
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
    details: [...metricsDetail(record), ...inputDetails(record), outputsDetail(record)],
  };
}

function successFact({ trained, durationSeconds, environment: { cpus }, seed, deterministic }: TrainPredicate): string {
  const bytes = trained?.files.reduce((sum, { size }) => sum + size, 0) ?? 0;
  const model = trained
    ? `model ${short(trained.digest)} (${plural(trained.files.length, 'file')}, ${bytesText(bytes)})`
    : 'no model among the outputs';
  const seeded = deterministic === 'off' ? 'no seed set' : `seed ${seed}`;
  return `${model}, trained in ${durationText(durationSeconds)} on ${plural(cpus, 'core')}, ${seeded}`;
}

const failureFact = ({ reason, durationSeconds }: TrainPredicate): string =>
  `${escapeText(reason, LONGEST_FACT)} (after ${durationText(durationSeconds)})`;

function failureDetails(record: TrainPredicate): readonly Detail[] {
  const { logTail } = record;
  const lines = { summary: `Last ${plural(logTail.length, 'line')} of the log`, body: codeBlock(logTail.join('\n')) };
  return [...(logTail.length > 0 ? [lines] : []), ...inputDetails(record)];
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

function inputDetails({
  params,
  data,
  environment,
  command,
  setup,
  workingDirectory,
}: TrainPredicate): readonly Detail[] {
  const values = Object.entries(params);
  const { lockfile, packages } = environment;
  const pinned = Object.entries(packages);
  return [
    ...(values.length > 0
      ? [
          {
            summary: plural(values.length, 'parameter'),
            body: table(
              ['parameter', 'value'],
              values.map(([name, value]) => [code(name), code(JSON.stringify(value))]),
              ['left', 'right'],
            ),
          },
        ]
      : []),
    ...(data.length > 0 ? [{ summary: `Data: ${plural(data.length, 'source')}`, body: dataTable(data) }] : []),
    ...(setup ? [{ summary: 'Set-up', body: codeBlock(commandText(setup), 'sh') }] : []),
    {
      summary: workingDirectory === '.' ? 'Command' : `Command in ${escapeText(workingDirectory)}`,
      body: codeBlock(commandText(command), 'sh'),
    },
    ...(lockfile
      ? [
          {
            summary: `Environment: ${pinned.length > 0 ? plural(pinned.length, 'package') : 'no version'} pinned by ${escapeText(lockfile.path)}`,
            body: packageTable(pinned),
          },
        ]
      : []),
  ];
}

const dataTable = (data: TrainPredicate['data']): string =>
  table(
    ['name', 'path', 'files', 'size', 'sha256'],
    data.map(({ name, path, count, size, sha256 }) => [
      code(name),
      code(path),
      String(count),
      bytesText(size),
      short(sha256),
    ]),
    ['left', 'left', 'right', 'right', 'left'],
  );

/** A lock file of a large project pins hundreds; the file itself is in the repository. */
const PACKAGES_SHOWN = 60;

function packageTable(pinned: readonly (readonly [string, string])[]): string {
  if (pinned.length === 0) return 'It pins no version (`name==version`), so changes of packages cannot be named.';
  const rows = pinned.slice(0, PACKAGES_SHOWN).map(([name, version]) => [code(name), code(version)]);
  const more = pinned.length - rows.length;
  return `${table(['package', 'version'], rows, ['left', 'right'])}${more > 0 ? `\n\nand ${more} more` : ''}`;
}

/** More rows say nothing new; the record names them all. */
const OUTPUTS_SHOWN = 40;

function outputsDetail({ outputs }: TrainPredicate): Detail {
  const rows = outputs
    .slice(0, OUTPUTS_SHOWN)
    .map(({ role, path, size, sha256 }) => [role, code(path), bytesText(size), short(sha256)]);
  const more = outputs.length - rows.length;
  const body = table(['role', 'path', 'size', 'sha256'], rows, ['left', 'left', 'right', 'left']);
  return {
    summary: `Outputs: ${plural(outputs.length, 'file')}`,
    body: more > 0 ? `${body}\n\nand ${more} more` : body,
  };
}

const short = (digest: string): string => code(digest.slice(0, SHORT_DIGEST));
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
