import { messageOf } from '@ml-actions/core/error';
import { fileDigest } from '@ml-actions/core/json/digest';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Baseline } from '@ml-actions/metrics/compare';
import type { Side } from '@ml-actions/metrics/side';
import { hiddenId } from '@ml-actions/registry/predictions';
import type { FoundBaseline, GateBaseline } from './baseline.ts';
import { type BaselinePredictions, findBaselinePredictions } from './baseline-predictions.ts';
import type { Candidate } from './candidate.ts';
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
  /** what the predictions hold and nobody looks at yet */
  readonly ignored: readonly string[];
}

/**
 * Reads the predictions of both sides, where there are any, and identifies the test set.
 *
 * @throws InputError for predictions that cannot be read
 */
export async function readSides(
  inputs: GateInputs,
  candidate: Candidate,
  found: GateBaseline,
  ports: Ports,
): Promise<Sides> {
  const columns: Columns = inputs.columns ?? {};
  const paired = await baselineFile(inputs['baseline-predictions'], columns, candidate, found, ports);
  const baseline = paired.failure ? ({ kind: 'failed', reason: paired.failure } as const) : found;
  const files = candidate.predictions
    ? [{ name: 'candidate-predictions', columns, ...candidate.predictions }, ...(paired.file ? [paired.file] : [])]
    : [];
  const [own, other] = await readPredictionFiles(files, ports);
  if (own) ports.log.info(`predictions: ${columnsText(own)}`);
  const fingerprint = own ? testSetOf(own) : testFilesOf(candidate.training?.predicate);
  const salt = paired.file?.salt ?? null;
  return {
    candidate: side(candidate.metrics, own && hidden(own, salt), fingerprint),
    baseline: baseline.kind === 'found' ? baselineSide(baseline, other, salt, fingerprint) : baseline,
    testSet: fingerprint === undefined ? null : { fingerprint, rows: own?.truth.length ?? null },
    predictions: candidate.predictions && (await fileDigest(candidate.predictions.file)).sha256,
    ignored: [
      ...(own?.columns.weight ? [notUsed(own.columns.weight, 'every row counts once')] : []),
      ...(own && columns.cluster ? [notUsed(columns.cluster, 'rows of one cluster count as independent')] : []),
    ],
  };
}

const notUsed = (column: string, so: string): string => `the column ${column} is not used yet: ${so}`;

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
  return { kind: 'found', ...side(baseline.metrics, predictions, comparable ? own : undefined) };
}

function side(metrics: Side['metrics'], predictions: ReadPredictions | undefined, testSet: string | undefined): Side {
  if (!predictions) return { metrics, ...(testSet !== undefined && { testSet }) };
  const { columns: _, ...vectors } = predictions;
  return { metrics, predictions: vectors, ...(testSet !== undefined && { testSet }) };
}

const hidden = (predictions: ReadPredictions, salt: string | null): ReadPredictions =>
  salt === null || predictions.ids === null
    ? predictions
    : { ...predictions, ids: predictions.ids.map((id) => hiddenId(salt, id)) };

const columnsText = ({ columns, truth }: ReadPredictions): string =>
  `${truth.length} rows, ${Object.entries(columns)
    .map(([part, column]) => `${part} = ${JSON.stringify(column)}`)
    .join(', ')}`;
