import { sha256 } from '@ml-actions/core/json/digest';
import type { Predicates } from '@ml-actions/core/record/predicate/all';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { encodeRecord, makeStatement } from '@ml-actions/core/record/record';
import { subject } from '@ml-actions/core/record/statement';
import { identityOf, type RunContext } from '@ml-actions/core/runner/context';

type Train = Predicates['train'];

/** The record of a training run that succeeded; parts of it can be replaced. */
export function trainRecord(run: RunContext, parts: Partial<Train> = {}): Train {
  return {
    version: 1,
    action: 'train',
    model: 'birds',
    id: 'default',
    run: identityOf(run),
    createdAt: '2026-11-20T12:00:00.000Z',
    verdict: 'succeeded',
    phase: 'SUCCEEDED',
    reason: '',
    exitCode: 0,
    signal: null,
    backend: 'local',
    command: ['python', 'train.py'],
    setup: [],
    workingDirectory: '.',
    seed: 0,
    deterministic: 'seed',
    params: {},
    data: [],
    environment: { os: 'linux', arch: 'x64', cpus: 2, lockfile: null, packages: {} },
    outputs: [],
    trained: null,
    metrics: {},
    startedAt: '2026-11-20T11:59:00.000Z',
    durationSeconds: 60,
    notices: [],
    logTail: [],
    ...parts,
  };
}

/** The bytes of a record about some subject. */
export const recordBytes = (predicate: Header): Uint8Array => encodeRecord(statementAbout(predicate));

/** A record's statement about some subject. */
export const statementAbout = (predicate: Header) =>
  makeStatement([subject('model', sha256(predicate.model))], predicate);
