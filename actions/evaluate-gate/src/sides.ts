import { messageOf } from '@ml-actions/core/error';
import { fileDigest } from '@ml-actions/core/json/digest';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Baseline } from '@ml-actions/metrics/compare';
import type { Policy } from '@ml-actions/metrics/policy';
import { attributesOf } from '@ml-actions/metrics/policy-scope';
import type { Predictions } from '@ml-actions/metrics/predictions';
import type { Side } from '@ml-actions/metrics/side';
import { hiddenId } from '@ml-actions/registry/predictions';
import type { FoundBaseline, GateBaseline } from './baseline.ts';
import { type BaselinePredictions, findBaselinePredictions } from './baseline-predictions.ts';
import type { Candidate } from './candidate.ts';
import { type Further, readFurther } from './further.ts';
import type { GateInputs } from './inputs.ts';
import { type Columns, type ReadPredictions, readPredictionFiles } from './read-predictions.ts';
import { isSameKind, testFilesOf, testSets } from './test-set.ts';

/** Both sides as the comparison takes them. */
export interface Sides {
  readonly candidate: Side;
  readonly baseline: Baseline;
  /** the second baseline; null: none is named */
  readonly anchor: Baseline | null;
  /** identity of the candidate's test set */
  readonly testSet: { readonly fingerprint: string; readonly rows: number | null } | null;
  /** digest of the candidate's predictions file */
  readonly predictions: string | null;
  /** name -> the candidate's predictions on perturbed rows, as the policy names them */
  readonly suites: ReadonlyMap<string, Predictions>;
  /** what training and test data share, where the policy names them */
  readonly overlap: Further['shared'];
}

/**
 * Reads the predictions of both sides, where there are any, identifies the test set, and reads what each policy names
 * besides. One result per policy.
 *
 * @throws InputError for predictions that cannot be read
 */
export async function readSides(
  inputs: GateInputs,
  candidate: Candidate,
  rivals: Rivals,
  policies: readonly (Policy | null)[],
  ports: Ports,
): Promise<readonly Sides[]> {
  const columns: Columns = inputs.columns ?? {};
  const attributes = [...new Set(policies.flatMap((policy) => (policy ? attributesOf(policy) : [])))];
  const { weight: _, cluster: __, ...answers } = columns;
  const baseline = rivals.scored
    ? { found: rivals.baseline, file: rivals.scored }
    : await predictionsOf(rivals.baseline, inputs['baseline-predictions'], answers, candidate, ports);
  const anchor = rivals.anchor && (await predictionsOf(rivals.anchor, undefined, answers, candidate, ports));
  const files = [baseline.file, anchor?.file ?? null];
  const own = candidate.predictions && { name: 'candidate-predictions', columns, attributes, ...candidate.predictions };
  const [read, ...others] = await readPredictionFiles(
    [own, ...files].filter((file) => file !== null),
    ports,
  );
  if (read) ports.log.info(`predictions: ${columnsText(read)}`);
  const testSetOf = testSets();
  const fingerprint = read ? testSetOf(read) : testFilesOf(candidate.training?.predicate);
  const salt = files.find((file) => file?.salt)?.salt ?? null;
  const seen = (rival: Rival): Baseline =>
    rival.found.kind === 'found'
      ? baselineSide(rival.found, rival.file ? others[files.filter(Boolean).indexOf(rival.file)] : undefined, {
          salt: rival.file?.salt ?? null,
          shared: salt,
          fingerprint,
          testSetOf,
        })
      : rival.found;
  const shared = {
    baseline: seen(baseline),
    anchor: anchor && seen(anchor),
    testSet: fingerprint === undefined ? null : { fingerprint, rows: read?.truth.length ?? null },
    predictions: candidate.predictions && (await fileDigest(candidate.predictions.file)).sha256,
  };
  const candidateSide = side(candidate.metrics, read && hidden(read, salt), fingerprint);
  const sides: Sides[] = [];
  for (const policy of policies) {
    const further = await readFurther(policy, candidateSide, columns, ports);
    const suites = new Map([...further.suites].map(([name, suite]) => [name, hidden(suite, salt)]));
    sides.push({ ...shared, candidate: further.candidate, suites, overlap: further.shared });
  }
  return sides;
}

/** What the candidate stands against. */
export interface Rivals {
  readonly baseline: GateBaseline;
  readonly anchor: GateBaseline | null;
  /** the baseline's predictions as the input `score` made them */
  readonly scored: BaselinePredictions | null;
}

interface Rival {
  readonly found: GateBaseline;
  readonly file: BaselinePredictions | null;
}

/** Only a candidate with predictions can be paired, so nothing is looked up without them. */
async function predictionsOf(
  found: GateBaseline,
  given: string | undefined,
  columns: Columns,
  candidate: Candidate,
  ports: Ports,
): Promise<Rival> {
  if (found.kind !== 'found' || candidate.predictions === null) return { found, file: null };
  if (given !== undefined) return { found, file: await findBaselinePredictions(given, columns, found, ports) };
  try {
    return { found, file: await findBaselinePredictions(undefined, columns, found, ports) };
  } catch (error) {
    return { found: { kind: 'failed', reason: messageOf(error) }, file: null };
  }
}

/** How a rival's ids are hidden, how all are, and the test set that they should be about. */
interface Identity {
  readonly salt: string | null;
  readonly shared: string | null;
  readonly fingerprint: string | undefined;
  readonly testSetOf: (read: ReadPredictions) => string;
}

/** The baseline's own predictions tell its test set; a registered blob has hidden ids, so there the record tells it. */
function baselineSide(
  baseline: FoundBaseline,
  read: ReadPredictions | undefined,
  { salt, shared, fingerprint, testSetOf }: Identity,
): Baseline {
  const own = read && salt === null ? testSetOf(read) : (baseline.testSet ?? undefined);
  // ids that were hidden in another way than the others' cannot be told to be the same rows
  const predictions = read && salt !== null && salt !== shared ? undefined : read && hidden(read, salt ? null : shared);
  const comparable = own !== undefined && fingerprint !== undefined && isSameKind(own, fingerprint);
  const { importance, threshold } = baseline;
  return {
    kind: 'found',
    ...side(baseline.metrics, predictions, comparable ? own : undefined),
    ...(importance && { importance }),
    ...(threshold !== null && { threshold }),
  };
}

function side(metrics: Side['metrics'], predictions: ReadPredictions | undefined, testSet: string | undefined): Side {
  if (!predictions) return { metrics, ...(testSet !== undefined && { testSet }) };
  const { columns: _, ...vectors } = predictions;
  return { metrics, predictions: vectors, ...(testSet !== undefined && { testSet }) };
}

const hidden = <P extends Predictions>(predictions: P, salt: string | null): P =>
  salt === null || predictions.ids === null
    ? predictions
    : { ...predictions, ids: predictions.ids.map((id) => hiddenId(salt, id)) };

const columnsText = ({ columns, truth }: ReadPredictions): string =>
  `${truth.length} rows, ${Object.entries(columns)
    .map(([part, column]) => `${part} = ${JSON.stringify(column)}`)
    .join(', ')}`;
