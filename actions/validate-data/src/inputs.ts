import { SAMPLES } from '@ml-actions/core/runner/audience';
import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { choice, count, list, structure, text, type Values } from '@ml-actions/core/runner/input';
import { trinoInputs } from '@ml-actions/data/trino/inputs';
import * as z from 'zod';

export const inputs = {
  data: list(
    'Data files: paths or globs, `name=path` to name a split (CSV, TSV, JSON, JSONL, Parquet; .gz, .zst), or folders of images',
    {
      absent: "the contract's `data`",
    },
  ),
  contract: text('Data contract: native YAML, or one of the formats that are translated', {
    absent: '`data-contract.yaml` where it exists',
  }),
  'contract-table': text('The table, resource or model to check, where a foreign contract describes several'),
  ignore: list('Rules of a foreign contract that cannot be translated and are left out: `rule` or `column:rule`'),
  baseline: text('Reference that changes are held against, `none` allowed', { default: 'auto' }),
  splits: structure(z.looseObject({}))("Splits to compare, in place of the contract's: overlap, leaks, sizes", {
    absent: "the contract's",
  }),
  labels: structure(z.looseObject({}))("Labels to check, in place of the contract's: set, conflicts, balance", {
    absent: "the contract's",
  }),
  mode: choice(['check', 'init', 'map', 'reduce'])(
    'What to do; `init` writes a contract that the data holds, to the path of `contract`',
    { default: 'check' },
  ),
  shard: text('With `mode: map`, which part of the data this job has: `NUMBER/TOTAL`, from 1'),
  states: text('Folder of the states of shards; with `mode: map`, former ones in it are used again', {
    absent: '`.ml-actions/MODEL/states`; `mode: reduce` takes those that the jobs of the run hand over',
  }),
  ...trinoInputs,
  'engine-path': text("DuckDB's Node library (`duckdb.node`), or the directory that holds it", {
    absent: 'the tool cache, else fetched once and checked against its pinned digest',
  }),
  'engine-mirror': text('npm registry that the engine is fetched from', { absent: 'the public registry' }),
  remote: list(
    'Remote objects to fetch, one per line: `URI [sha256=HEX] [size=BYTES]` with https, s3 (also patterns), gs, az or hf; `data` names them by the same URI',
  ),
  'max-bytes': count('Most bytes of all remote objects together', { absent: 'what the disk holds' }),
  'shared-cache': list(
    'Directories outside the workspace, absolute, that links to data files may lead into, such as a shared DVC cache; not for the code of a fork',
  ),
  'memory-limit': text('Memory that this step may use, such as `4GB`; the engine takes 60 % of it', {
    absent: 'what the job may use',
  }),
  samples: choice(SAMPLES)(
    'What is shown of failing rows: their places, the shape of their values, or the values (`values-in-public`: although everybody may read them)',
    { default: 'none' },
  ),
  'profile-out': text('File to write the reference profile for drift-check to (of `train`, or of the only data)'),
  'fail-on': choice(['fail', 'warn', 'never'])('Which verdict fails the step; an `error` always does', {
    default: 'fail',
  }),
} as const;

export type ValidateInputs = Values<typeof inputs & typeof commonInputs>;
