import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { insideNew } from '@ml-actions/core/path/inside';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { sectionText } from '@ml-actions/core/report/section-text';
import { identityOf } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Comparison } from '@ml-actions/metrics/compare';
import type { GateBody } from './body.ts';
import { section } from './section.ts';

/** Where a workflow finds the comparison and the report, relative to the workspace. */
export interface ReportFiles {
  readonly comparison: string;
  readonly report: string;
}

/** Writes the comparison as JSON and the section as Markdown beside the record. */
export async function writeReportFiles(
  id: string,
  body: GateBody,
  comparison: Comparison,
  ports: Ports,
): Promise<ReportFiles> {
  const folder = `.ml-actions/${ports.model}/gate`;
  const files = { comparison: `${folder}/${id}.comparison.json`, report: `${folder}/${id}.report.md` };
  await write(files.comparison, `${JSON.stringify({ version: 1, ...comparison }, null, 2)}\n`, ports);
  await write(files.report, `${sectionText(section(predicateOf(id, body, ports)))}\n`, ports);
  return files;
}

async function write(path: string, text: string, { run }: Ports): Promise<void> {
  const file = await insideNew(run.workspace, path, 'report');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const predicateOf = (id: string, body: GateBody, ports: Ports): EvaluateGatePredicate => ({
  version: 1,
  action: 'evaluate-gate',
  model: ports.model,
  id,
  run: identityOf(ports.run),
  createdAt: ports.clock().toISOString(),
  ...body,
});
