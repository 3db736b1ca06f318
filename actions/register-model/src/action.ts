import { defineAction } from '@ml-actions/core/runner/action';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

export const action = defineAction({
  name: 'register-model',
  description: 'Give a gated model a version nobody can change, with its evidence and its bytes in your own repository',
  inputs,
  outputs: {
    version: 'Number of the version; empty when none was registered',
    created: '`true` when this run made the version',
    'model-version': '`NAME@N#sha256:...`',
    digest: 'sha256 of the model',
    record: "Path of this run's record",
    'record-sha256': "sha256 of the version's record in the store",
    signed: "`true` when the version's record is signed",
    bundle: 'Path of the OpenSSF signature bundle; empty: not available yet',
    'scan-verdict': 'What the scan for unsafe serialisation said; `not-scanned`: not available yet',
    'previous-version': 'Version that had the alias before',
    'missing-fields': 'Lineage that this version lacks',
    mirrors: 'Registries that received a copy; empty: not available yet',
  },
  onError: { created: false, signed: false },
  run,
  section,
});
