import { dirname, relative } from 'node:path';
import { messageOf } from '@ml-actions/core/error';
import { fileDigest, sha256 } from '@ml-actions/core/json/digest';
import { inside } from '@ml-actions/core/path/inside';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import type { LoadedRecord } from '@ml-actions/core/record/record';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Engine, Row } from '@ml-actions/data/engine';
import type { Source } from '@ml-actions/data/source';
import { withEngine } from '@ml-actions/data/with-engine';
import type { GateRecord } from '@ml-actions/registry/evidence';
import {
  hiddenColumns,
  PREDICTIONS_LIMIT,
  type PredictionColumn,
  type PredictionsBlob,
  predictionColumns,
  saltOf,
} from '@ml-actions/registry/predictions';

/** A column of the blob and where it comes from. */
interface Picked {
  readonly column: PredictionColumn;
  readonly sql: string;
}

/**
 * The training's predictions, ids hidden, for later gates to pair with; null with a warning when they cannot be kept:
 * a registration is never lost over them.
 */
export async function keepPredictions(
  training: LoadedRecord<TrainPredicate> | null,
  gate: GateRecord | null,
  name: string,
  ports: Ports,
): Promise<PredictionsBlob | null> {
  const output = training?.predicate.outputs.find(({ role }) => role === 'predictions');
  if (!training || !output) return null;
  try {
    const file = await inside(training.root, output.path, 'predictions');
    await checkJudged(file, gate);
    return await hide(file, training.root, saltOf(ports.run.repositoryId, name), ports);
  } catch (error) {
    ports.log.warning(`predictions: later gates cannot pair with this version. ${messageOf(error)}`);
    return null;
  }
}

/** Later candidates are paired with these rows; others than the gate saw could lower the bar. */
async function checkJudged(file: string, gate: GateRecord | null): Promise<void> {
  const judged = gate?.predicate.predictions ?? null;
  if (judged !== null && (await fileDigest(file)).sha256 !== judged)
    throw new Error("The training's predictions are not those that the gate judged.");
}

async function hide(file: string, root: string, salt: string, ports: Ports): Promise<PredictionsBlob> {
  const { openSource } = await import('@ml-actions/data/source');
  return withEngine(ports.run, [dirname(file)], async (engine) => {
    const source = await openSource(engine, { name: 'predictions', paths: [relative(root, file)], root });
    return readHidden(engine, source, await pick(source, salt, ports), salt);
  });
}

async function pick(source: Source, salt: string, { config }: Ports): Promise<Picked[]> {
  const { keyText } = await import('@ml-actions/data/spelling');
  const { textOf } = await import('@ml-actions/data/typing');
  const { literal } = await import('@ml-actions/data/sql');
  const { findColumns, partsOf } = await import('@ml-actions/data/prediction-columns');
  const columns = config.shared.columns ?? {};
  const { predicted: prediction, ...used } = findColumns(source, partsOf(columns));
  const names: Partial<Record<PredictionColumn, string>> = {
    ...used,
    ...(prediction !== undefined && { prediction }),
    cluster: columns.cluster ?? 'cluster',
  };
  const picked = predictionColumns.flatMap((column): Picked[] => {
    const found = source.columns.find((one) => one.name === names[column]);
    if (!found) return [];
    const text = column === 'id' ? keyText(found) : textOf(found);
    const hidden = `substr(sha256(concat(${literal(`${salt}:`)}, ${text})), 1, ${salt.length})`;
    return [{ column, sql: hiddenColumns.includes(column) ? hidden : text }];
  });
  if (picked[0]?.column !== 'id') throw new Error('They have no id column; name it in `columns: {id: ...}`.');
  return picked;
}

/** Sorted by hidden id, so that the order of the rows gives nothing away either. */
async function readHidden(
  engine: Engine,
  source: Source,
  picked: readonly Picked[],
  salt: string,
): Promise<PredictionsBlob> {
  const columns = picked.map(({ column }) => column);
  const rows = await engine.rows(
    `SELECT ${picked.map(({ sql, column }) => `${sql} AS "${column}"`).join(', ')} FROM ${source.relation} ORDER BY ALL`,
    'predictions',
  );
  const bytes = Buffer.from([columns.join(','), ...rows.map((row) => csvLine(row, columns)), ''].join('\n'));
  if (bytes.length > PREDICTIONS_LIMIT) {
    throw new Error(`They take ${bytes.length} bytes; at most ${PREDICTIONS_LIMIT} are kept.`);
  }
  return { bytes, columns, rows: rows.length, salt, sha256: sha256(bytes) };
}

const csvLine = (row: Row, columns: readonly string[]): string =>
  columns.map((column) => csvCell(row[column])).join(',');

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
