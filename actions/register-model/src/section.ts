import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { bytesText } from '@ml-actions/core/report/bytes';
import { code, codeBlock, escapeText, shortDigests, table } from '@ml-actions/core/report/markdown';
import type { Detail, Section, Tone } from '@ml-actions/core/report/section';

const words: Readonly<Record<RegisterModelPredicate['verdict'], readonly [string, Tone]>> = {
  registered: ['REGISTERED', 'success'],
  unchanged: ['ALREADY REGISTERED', 'success'],
  promoted: ['PROMOTED', 'success'],
  planned: ['PLANNED', 'neutral'],
  refused: ['REFUSED', 'failure'],
};

/** A refusal quotes the gate's own fact. */
const LONGEST_FACT = 600;
const digitsShown = 12;
const short = (digest: string): string => `\`${digest.slice(0, digitsShown)}\``;

/** How a registration reads: which model is which version, on what evidence, where its bytes are. */
export function section(predicate: RegisterModelPredicate): Section {
  const [word, tone] = words[predicate.verdict];
  return {
    title: 'Model registry',
    word,
    tone,
    fact: factOf(predicate),
    body: table(['', ''], rowsOf(predicate)),
    details: detailsOf(predicate),
  };
}

function factOf({
  verdict,
  reason,
  name,
  modelVersion,
  alias,
  previousVersion,
  modelDigest,
}: RegisterModelPredicate): string {
  if (modelVersion === null || verdict === 'unchanged') return escapeText(shortDigests(reason), LONGEST_FACT);
  const from = previousVersion === null ? '' : `${previousVersion} → `;
  const moved = alias === null ? '' : ` · ${code(alias)}: ${from}${modelVersion}`;
  return `${code(`${name}@${modelVersion}`)} is sha256 ${short(modelDigest)}${moved}`;
}

function rowsOf(predicate: RegisterModelPredicate): [string, string][] {
  const { name, modelVersion, modelDigest, semver, evaluation, dataReport, training, predictions, missing } = predicate;
  const version = modelVersion === null ? `${code(name)}, no version yet` : code(`${name}@${modelVersion}`);
  return [
    ['Version', version + (semver ? ` (${code(semver)})` : '')],
    ['Model', `sha256 ${short(modelDigest)} · ${sizeOf(predicate)}`],
    ['Gate', gateOf(evaluation)],
    [
      'Data',
      dataReport
        ? `${escapeText(dataReport.verdict.toUpperCase())} · record ${short(dataReport.sha256)}`
        : 'no data report',
    ],
    [
      'Training',
      training ? `${Math.round(training.durationSeconds)} s · record ${short(training.sha256)}` : 'not recorded',
    ],
    ['Kept for later gates', predictions ? `${predictions.rows} predictions, ids hidden` : 'no predictions'],
    ['Unsafe serialisation', 'not scanned (not available yet)'],
    ...(missing.length > 0 ? [['Missing', escapeText(missing.join(', '))] as [string, string]] : []),
  ];
}

function gateOf(evaluation: RegisterModelPredicate['evaluation']): string {
  if (evaluation === null) return '⚠️ none (`allow-ungated`)';
  const assurance = { store: 'from the record store', signed: 'signature verified' };
  const how = evaluation.assurance ? assurance[evaluation.assurance] : 'advisory';
  return `${evaluation.verdict.toUpperCase()} · ${how} · policy ${evaluation.policySha256 ? short(evaluation.policySha256) : 'report only'}`;
}

function sizeOf({ files, blobs }: RegisterModelPredicate): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const places = [...new Set(blobs.filter(({ role }) => role === 'model').map(({ location }) => location))];
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${bytesText(bytes)} · ${places.map((place) => code(place)).join(', ')}`;
}

const filesShown = 50;

function detailsOf({ files, evaluation, modelDigest, openssfRoot }: RegisterModelPredicate): Detail[] {
  const rows = files.slice(0, filesShown).map(({ path, size, sha256 }) => [code(path), bytesText(size), short(sha256)]);
  const rest = files.length > filesShown ? `\n\n… and ${files.length - filesShown} more` : '';
  const metrics = Object.entries(evaluation?.metrics ?? {}).map(([name, value]) => [
    code(name),
    String(Number(value.toPrecision(6))),
  ]);
  const digests = codeBlock(`model sha256         ${modelDigest}\nOpenSSF root sha256  ${openssfRoot}`, 'text');
  return [
    ...(metrics.length > 0
      ? [{ summary: 'Metrics at the gate', body: table(['Metric', 'Value'], metrics, ['left', 'right']) }]
      : []),
    {
      summary: `Files and digests (${files.length})`,
      body: `${digests}\n\n${table(['File', 'Size', 'sha256'], rows, ['left', 'right', 'left'])}${rest}`,
    },
  ];
}
