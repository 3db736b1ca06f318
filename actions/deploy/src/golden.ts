import { writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { inside } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Engine } from '@ml-actions/data/engine';
import type { Source } from '@ml-actions/data/source';
import { withEngine } from '@ml-actions/data/with-engine';
import type { PredictionsBlob } from '@ml-actions/registry/predictions';

/** One row of the test set with the score that the model gave it offline. */
export interface GoldenRow {
  readonly values: Readonly<Record<string, string>>;
  readonly score: number;
}

/** Enough to see training and serving disagree (research/deploy.md, section 4: at least 20). */
const ROWS = 20;

/**
 * Picks rows of the test set whose offline score was registered with the model, by hidden id.
 *
 * @throws InputError when the file has no id column, or no row of it was scored
 */
export async function readGolden(path: string, blob: PredictionsBlob, ports: Ports): Promise<readonly GoldenRow[]> {
  const { openSource } = await import('@ml-actions/data/source');
  const { run, base } = ports;
  const file = await inside(run.workspace, relative(run.workspace, resolve(base, path)), 'golden');
  return withEngine(run, [dirname(file)], async (engine) => {
    await writeFile(join(engine.scratch, 'offline.csv'), blob.bytes);
    const offline = await openSource(engine, { name: 'predictions', paths: ['offline.csv'], root: engine.scratch });
    const features = await openSource(engine, {
      name: 'golden',
      paths: [relative(run.workspace, file)],
      root: run.workspace,
    });
    return joined(engine, features, offline, blob, ports);
  });
}

async function joined(
  engine: Engine,
  features: Source,
  offline: Source,
  { salt, columns }: PredictionsBlob,
  { config }: Ports,
) {
  const { textOf } = await import('@ml-actions/data/typing');
  const { identifier, literal } = await import('@ml-actions/data/sql');
  const { idColumnOf } = await import('@ml-actions/data/prediction-columns');
  const idName = config.shared.columns?.id ?? idColumnOf(features);
  const id = features.columns.find(({ name }) => name === idName);
  if (!id || !columns.includes('score')) {
    throw inputProblem({
      where: 'golden',
      what: id ? 'the registered predictions hold no score' : `the file has no column \`${idName ?? 'id'}\``,
    });
  }
  const hidden = `substr(sha256(concat(${literal(`${salt}:`)}, ${textOf(id)})), 1, ${salt.length})`;
  const texts = features.columns
    .filter(({ name }) => name !== idName)
    .map((column) => `${textOf(column)} AS ${identifier(`v_${column.name}`)}`);
  const rows = await engine.rows(
    `WITH f AS (SELECT ${[`${hidden} AS hidden`, ...texts].join(', ')} FROM ${features.relation})
     SELECT f.*, o.score AS offline_score FROM f JOIN ${offline.relation} AS o ON o.id = f.hidden ORDER BY f.hidden LIMIT ${ROWS}`,
    'golden',
  );
  if (rows.length === 0)
    throw inputProblem({
      where: 'golden',
      what: 'no row of the file has a registered prediction',
      next: 'Name the test set that the gate was run on.',
    });
  return rows.map((row): GoldenRow => {
    const values = Object.entries(row).flatMap(([name, value]) =>
      name.startsWith('v_') && value !== null ? [[name.slice(2), String(value)] as const] : [],
    );
    return { values: Object.fromEntries(values), score: Number(row.offline_score) };
  });
}

interface Tensor {
  readonly name: string;
  readonly datatype: string;
}

/** A request of the Open Inference Protocol (v2, JSON) for one row, typed as the server's metadata says. */
export function requestOf({ values }: GoldenRow, metadata: unknown): unknown {
  const tensors = ((metadata as { inputs?: readonly Tensor[] } | undefined)?.inputs ?? []).filter(({ name }) =>
    Object.hasOwn(values, name),
  );
  return {
    inputs: tensors.map(({ name, datatype }) => ({
      name,
      datatype,
      shape: [1],
      data: [typedValue(values[name] ?? '', datatype)],
    })),
  };
}

function typedValue(text: string, datatype: string): string | number | boolean {
  if (datatype === 'BYTES') return text;
  return datatype === 'BOOL' ? text.toLowerCase() === 'true' : Number(text);
}
