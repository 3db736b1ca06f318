import { modelName } from '@ml-actions/core/record/predicate/header';
import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { choice, flag, list, structure, text, type Values } from '@ml-actions/core/runner/input';
import { aliasName } from '@ml-actions/registry/alias';
import * as z from 'zod';

/** https://semver.org, the suggested expression without its capture groups */
const semver = z
  .string()
  .regex(
    /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
    'a semantic version such as 1.4.0',
  );

export const inputs = {
  name: structure(modelName)('Name the model is registered under', { absent: 'the common `model`' }),
  path: text('File, directory or glob of the model files', { absent: "train's record" }),
  blobs: text(
    'Where the bytes go: `auto`, `inline` (the record store itself, up to 5 MiB for the whole model) or `file:DIR`. ' +
      '`auto` is `inline` where the model fits; larger models need `file:DIR`',
    { default: 'auto', later: ['release'] },
  ),
  'mirror-to': list('Registries that receive a copy', { later: true }),
  evaluation: text("The gate's record: required unless `allow-ungated`", {
    absent: "evaluate-gate's record of this run",
  }),
  'allow-ungated': flag('Register without a gate; recorded and shown', { default: false }),
  'data-report': text("validate-data's record, for lineage", {
    absent: "validate-data's record of this run, if there is one",
  }),
  'model-card': text("The user's part of the model card", { later: true }),
  alias: structure(aliasName)('Alias to move to the new version', { default: 'candidate' }),
  'expect-current': structure(z.union([z.number().int().positive(), z.literal('none')]))(
    'Version that must hold the alias now, or `none`; another one is a conflict',
  ),
  semver: structure(semver)('Label beside the version number'),
  mode: choice(['register', 'promote', 'import'])('What to do', { default: 'register', later: ['promote', 'import'] }),
  'model-version': text('Version to promote', { later: true }),
  reason: text('Why it is promoted', { later: true }),
  governance: choice(['basic', 'audit', 'eu-ai-act'])('How complete the record must be', {
    default: 'basic',
    later: ['audit', 'eu-ai-act'],
  }),
  scan: text('Search the files for unsafe serialisation', { later: true }),
  'scan-waiver': text('Why the scan is switched off', { later: true }),
  'allow-imports': list('Imports that the scan accepts', { later: true }),
  signing: choice(['auto', 'required', 'off'])("Sign the version's record: as evaluate-gate signs its own", {
    default: 'auto',
  }),
  'signing-key': text('Private key, ECDSA P-256 in PEM', { secret: true }),
  'dry-run': structure(z.union([z.boolean(), z.literal('auto')]))(
    'Show what would be registered; `auto` is true outside the default branch',
    { default: 'auto' },
  ),
  'on-conflict': choice(['retry'])('What to do when other jobs write at the same time: up to 20 tries in 120 s', {
    default: 'retry',
  }),
} as const;

export type RegisterInputs = Values<typeof inputs & typeof commonInputs>;
