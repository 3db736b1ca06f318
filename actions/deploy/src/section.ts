import type { DeployPredicate, Verification } from '@ml-actions/core/record/predicate/deploy';
import { code, escapeText, shortDigests, table } from '@ml-actions/core/report/markdown';
import type { Detail, Section, Tone } from '@ml-actions/core/report/section';

const words: Readonly<Record<DeployPredicate['verdict'], readonly [string, Tone]>> = {
  deployed: ['DEPLOYED', 'success'],
  unchanged: ['UNCHANGED', 'success'],
  planned: ['PLANNED', 'neutral'],
  waiting: ['WAITING', 'neutral'],
  refused: ['REFUSED', 'failure'],
  'rolled-back': ['FAILED, ROLLED BACK', 'failure'],
  'rollback-failed': ['FAILED, ROLL-BACK FAILED', 'failure'],
  superseded: ['SUPERSEDED', 'warning'],
  inconclusive: ['INCONCLUSIVE', 'warning'],
  error: ['ERROR', 'failure'],
};
const symbols: Readonly<Record<Verification['status'], string>> = {
  ok: '✅ ok',
  refused: '❌ refused',
  'not-required': '⚪ not required',
};

const digitsShown = 12;
/** A refusal quotes the gate's own fact. */
const LONGEST_FACT = 600;

/** How a deployment reads: what replaced what, where it serves, and on what evidence. */
export function section(predicate: DeployPredicate): Section {
  const { verdict, mode, environment } = predicate;
  const [word, tone] = words[verdict];
  const rolledBack = verdict === 'deployed' && mode === 'rollback';
  return {
    title: `Deployment to ${escapeText(environment)}`,
    word: rolledBack ? 'ROLLED BACK' : word,
    tone: rolledBack ? 'warning' : tone,
    fact: factOf(predicate),
    body: table(['', 'Model', 'sha256'], rowsOf(predicate)) + servedAt(predicate),
    details: detailsOf(predicate),
  };
}

/** What a step of the verification looks at, as a reader calls it. */
const looksAt: Readonly<Record<string, string>> = {
  version: 'the registered version',
  bytes: "the model's bytes",
  gate: "the gate's record",
  assurance: "the gate's record",
  origin: "the gate's record",
  subject: "the gate's model",
  verdict: "the gate's verdict",
  age: "the gate's age",
  policy: "the gate's policy",
  baseline: "the gate's baseline",
  order: 'the order of commits',
};

/** A refusal begins with what was looked at; paths and whole digests stand in the evidence below. */
function factOf({ reason, evidence }: DeployPredicate): string {
  const refusal = evidence.find(({ status }) => status === 'refused');
  const subject = refusal && looksAt[refusal.step];
  const told = subject ? `${subject}: ${refusal.detail.replace(/^records\/\S+: /, '')}` : reason;
  return escapeText(shortDigests(told), LONGEST_FACT);
}

const row = (label: string, version: string | null, digest: string | null): [string, string, string] => [
  label,
  version ? code(version) : '–',
  digest ? `\`${digest.slice(0, digitsShown)}\`` : '–',
];

function rowsOf({
  verdict,
  modelVersion,
  modelDigest,
  servedVersion,
  servedDigest,
  previousVersion,
  previousDigest,
}: DeployPredicate): [string, string, string][] {
  if (verdict === 'deployed')
    return [row('Before', previousVersion, previousDigest), row('**Serves now**', servedVersion, servedDigest)];
  const wanted = row('Proposed', modelVersion, modelDigest);
  return modelDigest === servedDigest
    ? [row('Serves', servedVersion, servedDigest)]
    : [row('Serves', servedVersion, servedDigest), wanted];
}

function servedAt({ url, smoke, evidence, verdict }: DeployPredicate): string {
  const lines = [
    ...(url && verdict === 'deployed' ? [`Serves at ${code(url)}.`] : []),
    ...(smoke ? [`Identity: ${escapeText(smoke.identity)}. ${smokeText(smoke)}`] : []),
    ...(evidence.length > 0 ? ['Required: gate. The scan for unsafe serialisation is not available yet.'] : []),
  ];
  return lines.length === 0 ? '' : `\n\n${lines.join('  \n')}`;
}

const smokeText = ({ requests, mismatches }: NonNullable<DeployPredicate['smoke']>): string =>
  requests === 0
    ? 'No smoke requests were given.'
    : `Smoke requests: ${requests - mismatches} of ${requests} as expected.`;

function detailsOf({ evidence }: DeployPredicate): Detail[] {
  if (evidence.length === 0) return [];
  const passed = evidence.filter(({ status }) => status === 'ok').length;
  const rows = evidence.map(({ step, status, detail }) => [escapeText(step), symbols[status], escapeText(detail)]);
  return [
    { summary: `Evidence: ${passed} of ${evidence.length} checks ok`, body: table(['Check', 'Result', 'Why'], rows) },
  ];
}
