import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '@ml-actions/core/error';
import { insideNew } from '@ml-actions/core/path/inside';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { sectionText } from '@ml-actions/core/report/section-text';
import { identityOf } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateBody } from './body.ts';
import type { Encodings } from './chart/charts.ts';
import type { Judgement } from './judge.ts';
import type { Plot } from './plot/render.ts';
import { section } from './section.ts';

/** Where a workflow finds the comparison and the reports, relative to the workspace. */
export interface ReportFiles {
  readonly comparison: string;
  readonly report: string;
  /** empty where it could not be written */
  readonly 'html-report': string;
}

export interface Written {
  readonly files: ReportFiles;
  /** absolute paths of everything that people read, for the record's bundle of files */
  readonly uploads: readonly string[];
}

/**
 * Writes the comparison as JSON, the section as Markdown, the interactive report and the pictures beside the record. The
 * verdict stands already: a picture that cannot be drawn is a warning.
 */
export async function writeReportFiles(
  id: string,
  body: GateBody,
  { comparison }: Pick<Judgement, 'comparison'>,
  pages: { readonly html: string | null; readonly plots: readonly Plot[] },
  ports: Ports,
): Promise<Written> {
  const folder = `.ml-actions/${ports.model}/gate`;
  const files = { comparison: `${folder}/${id}.comparison.json`, report: `${folder}/${id}.report.md` };
  const html = `${folder}/${id}.report.html`;
  const texts: readonly (readonly [path: string, text: string])[] = [
    [files.comparison, `${JSON.stringify({ version: 1, ...comparison }, null, 2)}\n`],
    [files.report, `${sectionText(section(predicateOf(id, body, ports)))}\n`],
    ...(pages.html === null ? [] : [[html, pages.html] as const]),
    ...pages.plots.map(({ name, svg }) => [`${folder}/${id}.plots/${name}`, svg] as const),
  ];
  for (const [path, text] of texts) await write(path, text, ports);
  return {
    files: { ...files, 'html-report': pages.html === null ? '' : html },
    uploads: texts.map(([path]) => join(ports.run.workspace, path)),
  };
}

/**
 * The interactive report and the pictures; their code is loaded when the verdict stands. Under a feedback level that hides
 * numbers there are no curves: they would tell them all.
 */
export async function drawPages(
  id: string,
  body: GateBody,
  encoded: Encodings,
  ports: Ports,
): Promise<{ readonly html: string | null; readonly plots: readonly Plot[] }> {
  try {
    const { htmlReport } = await import('./html/report.ts');
    const isOpen = (body.reuse?.feedback ?? 'full') === 'full';
    const predicate = predicateOf(id, body, ports);
    if (!isOpen || encoded.candidate === null) return { html: await htmlReport(predicate, null), plots: [] };
    const { chartsOf } = await import('./chart/charts.ts');
    const { renderPlots } = await import('./plot/render.ts');
    const charts = chartsOf(encoded, body.checks);
    return { html: await htmlReport(predicate, charts), plots: await renderPlots(charts) };
  } catch (error) {
    ports.log.warning(`html-report: could not be drawn: ${messageOf(error)}`);
    return { html: null, plots: [] };
  }
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
