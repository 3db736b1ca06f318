import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from '@ml-actions/data/engine';
import { root } from '../../packages/build/src/sources.ts';
import { referencePython } from '../support/reference-python.ts';
import * as made from './data-rules.ts';
import { benchShards, makeShards } from './data-shards.ts';
import { dataStart } from './data-start.ts';
import { median } from './process-time.ts';

const narrowRows = 10_000_000;
const wideRows = 200_000;
const peerRows = 1_000_000;
const rounds = 3;
const gigabyte = 2 ** 30;
const megabyte = 2 ** 20;

export interface Measured {
  /** rules or aggregates */
  readonly asked: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Code is compiled once, as Python's is: types are stripped of ours in every process otherwise, for half a second. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') };

/** A program that prints what it measured of itself as the last line. */
export function measure(command: string, args: readonly string[]): Measured | null {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
  const told = /^(?:\w+:)?\w*(?:Error|Exception)\b.*/m.exec(stderr)?.[0] ?? stderr.trim().split('\n').at(-1);
  console.log(`                      ${args[0]} ended with ${status}: ${told}`);
  return null;
}

const worker = join(root, 'test', 'bench', 'data-worker.ts');
const ours = (...args: string[]): Measured | null => measure(process.execPath, [worker, ...args]);

/** The middle of several runs, taken in turn so that a machine whose speed drifts slows all alike. */
function inTurn(sides: readonly (() => Measured | null)[]): Measured[] {
  const seen: Measured[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [at, side] of sides.entries()) {
      const measured = side();
      if (measured) seen[at]?.push(measured);
    }
  return seen.map((runs) => ({
    asked: runs[0]?.asked ?? Number.NaN,
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: median(runs.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  }));
}

const timeText = ({ seconds, cpuSeconds }: Measured): string =>
  `${seconds.toFixed(2)} s (${cpuSeconds.toFixed(1)} CPU)`;
const times = (one: Measured, other: Measured): string =>
  `${(one.seconds / other.seconds).toFixed(2)} times (${(one.cpuSeconds / other.cpuSeconds).toFixed(2)} in CPU)`;
const say = (what: string, text: string): void => console.log(`${what.padEnd(22)}${text}`);

/** Prints the speed of checking data: against the engine's bare scans, and text against Parquet. */
export const benchData = (): Promise<void> =>
  inFolder(async (folder, file) => {
    await dataStart(rounds);
    await make(folder, file);
    narrow(folder, file);
    wide(folder, file);
    benchShards(folder);
  });

/** Prints the speed of checking data against other programs. */
export const benchPeers = (): Promise<void> =>
  inFolder(async (folder, file) => {
    await write(folder, [[made.rows(peerRows), 'peer.csv', 'csv, HEADER']]);
    peers(folder, file);
  });

async function inFolder(bench: (folder: string, file: WriteFile) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-data-')));
  try {
    await bench(folder, (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type WriteFile = (name: string, text: string) => string;

function narrow(folder: string, file: WriteFile): void {
  const contract = file('narrow.yaml', made.contract);
  const [parquet, csv] = ['parquet', 'csv'].map((suffix) => join(folder, `narrow.${suffix}`)) as [string, string];
  const bare = file('bare.sql', made.bareScan(parquet));
  const [check, scan, text] = inTurn([
    () => ours('check', parquet, contract),
    () => ours('scan', parquet, bare),
    () => ours('check', csv, contract),
  ]);
  if (!check || !scan || !text) return;
  say(
    `${check.asked} rules, 10M x 10`,
    `Parquet ${timeText(check)}, peak ${(check.peakBytes / megabyte).toFixed(0)} MB; bare scan ${timeText(scan)}; ${times(check, scan)} (aim: 1.3, 300 MB)`,
  );
  say(
    '',
    `CSV ${timeText(text)}, peak ${(text.peakBytes / megabyte).toFixed(0)} MB; ${times(text, check)} Parquet (aim: 1.6)`,
  );
}

function wide(folder: string, file: WriteFile): void {
  const data = join(folder, 'wide.parquet');
  const contract = file('wide.yaml', made.wideContract);
  const bare = file('wide.sql', made.wideScan(data));
  const [check, scan] = inTurn([() => ours('check', data, contract), () => ours('scan', data, bare)]);
  if (!check || !scan) return;
  say(
    `${check.asked} rules, 200k x 300`,
    `${timeText(check)}, peak ${(check.peakBytes / megabyte).toFixed(0)} MB; bare full scan ${timeText(scan)}; ${times(check, scan)} (aim: 3)`,
  );
}

/** Peers, and the environments that hold them. */
const PEERS = [
  ['pandera', 'pandera'],
  ['gx', 'gx'],
  ['soda', 'contracts'],
] as const;

function peers(folder: string, file: WriteFile): void {
  const data = join(folder, 'peer.csv');
  const contract = file('peer.yaml', made.contract);
  const rules = file('peer.json', JSON.stringify(made.rules));
  const script = join(root, 'test', 'bench', 'reference', 'data_bench.py');
  const [own, ...others] = inTurn([
    () => ours('check', data, contract),
    ...PEERS.map(
      ([name, environment]) =>
        () =>
          measure(referencePython(join(root, '.cache'), environment), [script, name, data, rules]),
    ),
  ]);
  if (!own) return;
  say('same CSV, 1M x 10', `ours ${timeText(own)}, peak ${(own.peakBytes / gigabyte).toFixed(2)} GB`);
  for (const [at, [name]] of PEERS.entries()) {
    const theirs = others[at];
    if (theirs && !Number.isNaN(theirs.asked))
      say(
        '',
        `${name} ${timeText(theirs)}, peak ${(theirs.peakBytes / gigabyte).toFixed(2)} GB, ${theirs.asked} rules: ${times(theirs, own)} our time (aim: 20)`,
      );
  }
}

type Written = readonly [select: string, name: string, form: string];

async function write(
  folder: string,
  files: readonly Written[],
  then?: (engine: Engine) => Promise<void>,
): Promise<void> {
  const engine = await openEngine({ allow: [folder], temp: folder, toolCache: folder });
  for (const [select, name, form] of files)
    await engine.rows(`COPY (${select}) TO '${folder}/${name}' (FORMAT ${form})`);
  await then?.(engine);
  await engine.close();
}

const make = (folder: string, file: WriteFile): Promise<void> =>
  write(
    folder,
    [
      [made.rows(narrowRows), 'narrow.parquet', 'parquet'],
      [`SELECT * FROM read_parquet('${folder}/narrow.parquet')`, 'narrow.csv', 'csv, HEADER'],
      [made.wideRows(wideRows), 'wide.parquet', 'parquet'],
    ],
    (engine) => makeShards(engine, folder, file),
  );
