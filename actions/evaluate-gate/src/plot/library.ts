import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as echarts from 'echarts';

export type Library = Pick<typeof echarts, 'init'>;

/** Apache ECharts' own build of the common charts; the bundle has it beside itself under this name. */
const INSTALLED = 'echarts/dist/echarts.common.min.js';
const BUNDLED = 'echarts.cjs';

/** One file serves both: drawing here, and as text inside the interactive report. */
function libraryPath(): string {
  const beside = resolve(dirname(fileURLToPath(import.meta.url)), BUNDLED);
  return existsSync(beside) ? beside : requireHere().resolve(INSTALLED);
}

const requireHere = (): NodeJS.Require => createRequire(import.meta.url);

/** Apache ECharts, read when the first picture is drawn. */
export const loadLibrary = (): Library => requireHere()(libraryPath()) as Library;

/** The same as text, for a page of its own; it carries its licence's notice. */
export const libraryText = (): Promise<string> => readFile(libraryPath(), 'utf8');
