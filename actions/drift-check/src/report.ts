import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DriftReportFile } from '@ml-actions/core/record/drift-report';
import { recordId } from '@ml-actions/core/record/identity';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftBody } from './body.ts';
import type { Counts } from './html/histogram.ts';
import type { DriftInputs } from './inputs.ts';
import type { Look } from './look.ts';

/**
 * Writes the numbers of the section, and the histograms behind them, as JSON and as a page. Not beside the records: that
 * folder holds records only.
 *
 * @returns the paths relative to the workspace
 */
export async function writeReport(
  inputs: DriftInputs,
  ports: Ports,
  body: DriftBody,
  seen: Look,
): Promise<{ readonly json: string; readonly html: string }> {
  const counts = new Map(seen.report.columns.map((column) => [column.column, column.counts]));
  const report = {
    format: 'ml-actions-drift-report',
    version: 1,
    model: ports.model,
    createdAt: ports.clock().toISOString(),
    ...body,
    columns: body.columns.map((column) => ({ ...column, counts: countsOf(column.column, counts) })),
  } satisfies DriftReportFile;
  const { htmlReport } = await import('./html/report.ts');
  const page = htmlReport({ model: ports.model, body, counts });
  const path = `.ml-actions/${ports.model}/drift/${recordId(undefined, inputs.matrix)}`;
  const file = join(ports.run.workspace, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${file}.html`, page);
  return { json: `${path}.json`, html: `${path}.html` };
}

function countsOf(column: string, counts: ReadonlyMap<string, Counts | null>) {
  const found = counts.get(column);
  return found ? { reference: [...found.reference], current: [...found.current] } : null;
}
