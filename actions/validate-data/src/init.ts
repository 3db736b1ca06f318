import { lstat } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { withoutQuery } from '@ml-actions/core/path/address';
import { insideNew } from '@ml-actions/core/path/inside';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import type { Errand } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { createWhole } from '@ml-actions/core/store/whole-file';
import type { Draft } from '@ml-actions/data/draft/draft';
import { cachesOf } from './caches.ts';
import { DEFAULT_PATH } from './contract.ts';
import { dataEntries, fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';
import { engineOf } from './order.ts';
import { remoteOf } from './remote.ts';
import { plural } from './wording.ts';

/**
 * Looks at the data and writes a contract that it holds, with slack for later data. It judges nothing and overwrites
 * nothing.
 *
 * @throws InputError where a file stands at the contract's path already, `data` names nothing, or the data cannot be read
 */
export async function init(inputs: ValidateInputs, ports: Ports): Promise<Errand> {
  const { base, run, log } = ports;
  if (run.isFork)
    throw inputProblem({
      where: 'mode',
      what: '`init` does not run on the code of a fork',
      next: 'Run it on your laptop.',
    });
  const path = fromBase(base, run.workspace)(inputs.contract ?? DEFAULT_PATH);
  const file = await freePlace(run.workspace, path);
  const draft = await drafted(inputs, ports);
  if (!(await createWhole(file, draft.text))) throw notOverwritten(path);
  const [first, ...rest] = told(path, draft);
  log.notice(first);
  for (const line of rest) log.info(line);
  return {
    exitCode: 0,
    outputs: { verdict: 'pass', rows: draft.rows, 'failed-rules': 0, 'warned-rules': 0 },
    summary: [`### Data contract drafted: ${code(path)}`, ...[first, ...rest].map((line) => escapeText(line))].join(
      '\n\n',
    ),
  };
}

/** The absolute path of a file that is not there yet. */
async function freePlace(workspace: string, path: string): Promise<string> {
  const file = await insideNew(workspace, path, 'contract');
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw notOverwritten(path);
  return file;
}

const notOverwritten = (path: string): Error =>
  inputProblem({
    where: 'contract',
    what: `${JSON.stringify(path)} is there already, and is not overwritten`,
    next: 'Name another file, or remove it first.',
  });

async function drafted(inputs: ValidateInputs, ports: Ports): Promise<Draft> {
  const { base, run } = ports;
  const entries = dataEntries(inputs.data ?? [], fromBase(base, run.workspace));
  if (entries.length === 0)
    throw inputProblem({ where: 'data', what: 'no data is named', expected: 'paths or globs', next: 'Set `data`.' });
  const remote = await remoteOf(inputs, ports);
  const { openEngine } = await import('@ml-actions/data/engine');
  const { openSource } = await import('@ml-actions/data/source');
  const { draftContract } = await import('@ml-actions/data/draft/draft');
  const caches = await cachesOf(inputs, ports);
  const allow = [run.workspace, ...caches, ...(remote ? [remote.cache] : [])];
  const engine = await openEngine({ allow, ...engineOf(inputs, ports) });
  const given = { root: run.workspace, caches, fetched: remote?.fetched ?? [] };
  try {
    const sources = [];
    for (const { name, paths } of entries) sources.push(await openSource(engine, { name, paths, ...given }));
    // as written: what stands in the contract starts at the same directory as the inputs
    const data = new Map(dataEntries(inputs.data ?? [], withoutQuery).map(({ name, paths }) => [name, paths]));
    return await draftContract({ engine, sources, data, root: run.workspace });
  } finally {
    await engine.close();
  }
}

/** What was written, and what to do with it. */
const told = (path: string, { rows, columns, rules, personal }: Draft): readonly [string, ...string[]] => [
  `validate-data: wrote ${path}: ${plural(rules, 'rule')} about ${plural(columns, 'column')}, all held by ${plural(rows, 'row')}.`,
  ...(personal.length > 0
    ? [
        `No value is written of ${plural(personal.length, 'column')} that ${personal.length === 1 ? 'looks' : 'look'} personal; they are marked with pii: true.`,
      ]
    : []),
  'Next: read it, tighten what you know better, commit it, and let validate-data check with it.',
];
