import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { inputProblem, messageOf } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import { inside } from '@ml-actions/core/path/inside';
import { type Base, openBase } from '@ml-actions/core/reference/protected';
import { parseConfig } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { blocksAtBase, ownBlocks, type Section, type Settings, type Stated, settingsAtBase } from './blocks.ts';
import { fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';

/** A contract's text and where it stood. */
export interface StatedContract {
  /** relative to the workspace */
  readonly path: string;
  /** as messages name it: the path, or the path at a commit */
  readonly source: string;
  readonly text: string;
  /** of the text with LF line ends, which a checkout on Windows may have changed */
  readonly sha256: string;
  readonly commit: string;
}

export interface ContractChoice {
  readonly decides: StatedContract;
  /** read from the base of the change, or on the default branch */
  readonly protected: boolean;
  /** the base has no contract: the change's own is only shown */
  readonly reportOnly: boolean;
  /** the change's own contract where it is another one; `removed` when the change has none any more */
  readonly proposed: StatedContract | 'removed' | null;
  /** what inputs say beside the contract that decides, and beside the change's own */
  readonly blocks: { readonly decides: Stated; readonly proposed: Stated };
  /** inputs that decide with it */
  readonly settings: Settings;
  /** file of the checkout whose lines are those of the contract that decides */
  readonly annotated: string | null;
}

/** Where a contract stands that nobody named. */
export const DEFAULT_PATH = 'data-contract.yaml';
const name = 'contract';

/**
 * The contract that decides. On a change it is the one at the merge-base, so that no change can relax what its data is
 * checked against; its own is evaluated beside it. Elsewhere it is the checkout's.
 *
 * @throws InputError when there is none, or it is no text; ServiceError when the base could not be read
 */
export async function chooseContract(inputs: ValidateInputs, ports: Ports): Promise<ContractChoice> {
  const own = await ownContract(inputs.contract, ports);
  const base = await openBase(ports);
  const section: Section = base ? await sectionAtBase(base, ports) : new Map();
  const atBase = base && (await contractAt(base, pathAtBase(inputs, section, ports)));
  const decides = atBase ?? own;
  if (!decides) throw noContract();
  const same = own?.sha256 === decides.sha256;
  const mine = ownBlocks(inputs);
  const blocks = { decides: atBase ? blocksAtBase(inputs, ports, section) : mine, proposed: mine };
  return {
    decides,
    protected: base ? atBase !== null : ports.run.isTrusted,
    reportOnly: base !== null && atBase === null,
    proposed: same && isDeepStrictEqual(blocks.decides, blocks.proposed) ? null : (own ?? 'removed'),
    blocks,
    settings: atBase ? settingsAtBase(inputs, ports, section) : inputs,
    annotated: same ? own.path : null,
  };
}

const noContract = () =>
  inputProblem({
    where: name,
    what: 'there is no data contract',
    expected: `\`${DEFAULT_PATH}\`, or the path of another file`,
    next: '`mode: init` drafts one from the data.',
  });

async function ownContract(given: string | undefined, { base, run }: Ports): Promise<StatedContract | null> {
  const path = fromBase(base, run.workspace)(given ?? DEFAULT_PATH);
  if (given === undefined && !(await exists(join(run.workspace, path)))) return null;
  const file = await inside(run.workspace, path, name);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const what = error.code === 'EISDIR' ? 'is a directory' : `cannot be read (${error.code ?? messageOf(error)})`;
    throw inputProblem({ where: name, what: `${JSON.stringify(path)} ${what}`, expected: 'a file' });
  });
  return stated(bytes, path, path, run.headSha);
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** A workflow's path wins over the file's; otherwise the base's own configuration says where its contract is. */
function pathAtBase({ contract }: ValidateInputs, section: Section, ports: Ports): string {
  const toWorkspace = fromBase(ports.base, ports.run.workspace);
  const configured = ports.config.section('validate-data').get(name)?.value;
  if (contract !== undefined && contract !== configured) return toWorkspace(contract);
  const value = section.get(name)?.value;
  return toWorkspace(typeof value === 'string' && value !== '' ? value : DEFAULT_PATH);
}

/** What the base's own configuration says of this action. */
async function sectionAtBase(base: Base, ports: Ports): Promise<Section> {
  const config = ports.config.name.replaceAll('\\', '/');
  const bytes = await base.read(config);
  return bytes ? parseConfig(decoded(bytes, base.named(config)), config).section('validate-data') : new Map();
}

async function contractAt(base: Base, path: string): Promise<StatedContract | null> {
  const bytes = await base.read(path);
  return bytes ? stated(bytes, path, base.named(path), base.commit) : null;
}

function stated(bytes: Uint8Array, path: string, source: string, commit: string): StatedContract {
  const text = decoded(bytes, source);
  if (text.trim() === '')
    throw inputProblem({ where: source, what: 'the contract is empty', expected: '`version: 1` and `columns:`' });
  return { path, source, text, sha256: sha256(text), commit };
}

/** No contract is near this size; a file that is was named by mistake. */
const MAX_BYTES = 4 * 1024 * 1024;

function decoded(bytes: Uint8Array, where: string): string {
  if (bytes.length > MAX_BYTES)
    throw inputProblem({
      where,
      what: 'is too large for YAML',
      got: `${bytes.length} bytes`,
      expected: `at most ${MAX_BYTES}`,
    });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
    if (!text.includes('\0')) return text;
  } catch {
    // said below
  }
  throw inputProblem({ where, what: 'is not UTF-8 text', expected: 'a contract in YAML' });
}
