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
import { readFurther } from './further.ts';
import type { GateInputs } from './inputs.ts';
import { type Columns, type ReadPredictions, readPredictionFiles } from './read-predictions.ts';
import { isSameKind, testFilesOf, testSetOf } from './test-set.ts';

/** Both sides as the comparison takes them. */
export interface Sides {
  readonly candidate: Side;
  readonly baseline: Baseline;
  /** identity of the candidate's test set */
  readonly testSet: { readonly fingerprint: string; readonly rows: number | null } | null;
  /** digest of the candidate's predictions file */
  readonly predictions: string | null;
  /** name -> the candidate's predictions on perturbed rows, as the policy names them */
  readonly suites: ReadonlyMap<string, Predictions>;
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
  found: GateBaseline,
  policies: readonly (Policy | null)[],
  ports: Ports,
): Promise<readonly Sides[]> {
  const columns: Columns = inputs.columns ?? {};
  const attributes = [...new Set(policies.flatMap((policy) => (policy ? attributesOf(policy) : [])))];
  const paired = await baselineFile(inputs['baseline-predictions'], columns, candidate, found, ports);
  const baseline = paired.failure ? ({ kind: 'failed', reason: paired.failure } as const) : found;
  const files = candidate.predictions
    ? [
        { name: 'candidate-predictions', columns, attributes, ...candidate.predictions },
        ...(paired.file ? [paired.file] : []),
      ]
    : [];
  const [own, other] = await readPredictionFiles(files, ports);
  if (own) ports.log.info(`predictions: ${columnsText(own)}`);
  const fingerprint = own ? testSetOf(own) : testFilesOf(candidate.training?.predicate);
  const salt = paired.file?.salt ?? null;
  const shared = {
    baseline: baseline.kind === 'found' ? baselineSide(baseline, other, salt, fingerprint) : baseline,
    testSet: fingerprint === undefined ? null : { fingerprint, rows: own?.truth.length ?? null },
    predictions: candidate.predictions && (await fileDigest(candidate.predictions.file)).sha256,
  };
  const candidateSide = side(candidate.metrics, own && hidden(own, salt), fingerprint);
  const sides: Sides[] = [];
  for (const policy of policies) {
    const further = await readFurther(policy, candidateSide, columns, ports);
    const suites = new Map([...further.suites].map(([name, suite]) => [name, hidden(suite, salt)]));
    sides.push({ ...shared, candidate: further.candidate, suites });
  }
  return sides;
}

/** Only a candidate with predictions can be paired, so nothing is looked up without them. */
async function baselineFile(
  given: string | undefined,
  columns: Columns,
  candidate: Candidate,
  found: GateBaseline,
  ports: Ports,
): Promise<{ readonly file?: BaselinePredictions | null; readonly failure?: string }> {
  if (found.kind !== 'found' || candidate.predictions === null) return {};
  if (given !== undefined) return { file: await findBaselinePredictions(given, columns, found, ports) };
  try {
    return { file: await findBaselinePredictions(undefined, columns, found, ports) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** The baseline's own predictions tell its test set; a registered blob has hidden ids, so there the record tells it. */
function baselineSide(
  baseline: FoundBaseline,
  predictions: ReadPredictions | undefined,
  salt: string | null,
  fingerprint: string | undefined,
): Baseline {
  const own = predictions && salt === null ? testSetOf(predictions) : (baseline.testSet ?? undefined);
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
