import { type Base, openBase } from '@ml-actions/core/reference/protected';
import { type Config, parseConfig } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Policy, parsePolicy } from '@ml-actions/metrics/policy';
import { digestOfPolicy, parsePolicyFile, policyIn, readPolicyFile } from '@ml-actions/metrics/policy-digest';
import type { GateInputs } from './inputs.ts';
import { workspacePath } from './metric-files.ts';

/** A policy and where it stood. */
export interface StatedPolicy {
  readonly policy: Policy | null;
  /** of the canonical JSON of the policy as it is written; null: there is none */
  readonly sha256: string | null;
  readonly source: string;
}

export interface PolicyChoice {
  readonly decides: StatedPolicy & { readonly protected: boolean };
  /** the change's own policy, where it is another one */
  readonly proposed: StatedPolicy | null;
}

const name = 'policy';
const shortSha = 7;

/**
 * The policy that decides. On a change it is the one at the merge-base, so that no change can relax what it is judged
 * by; its own is judged beside it. On the default branch it is the checkout's.
 *
 * @throws InputError for a policy that is wrong, the change's own included; ServiceError when the base could not be read
 */
export async function choosePolicy(inputs: GateInputs, ports: Ports): Promise<PolicyChoice> {
  const inWorkflow = isFromWorkflow(inputs, ports.config);
  const own = await ownPolicy(inputs.policy, inWorkflow, ports);
  const base = await openBase(ports);
  if (base === null) return { decides: { ...own, protected: ports.run.isTrusted }, proposed: null };
  if (inWorkflow && typeof inputs.policy !== 'string') return { decides: { ...own, protected: false }, proposed: null };
  const decides = inWorkflow
    ? await policyFile(String(inputs.policy), base, ports)
    : await configuredPolicy(inputs.environment, base, ports);
  return { decides: { ...decides, protected: true }, proposed: own.sha256 === decides.sha256 ? null : own };
}

/**
 * The base's policy alone, for a job that judges what another run shipped: the change's own files are not there.
 *
 * @throws as `choosePolicy`
 */
export async function choosePolicyOfBase(inputs: GateInputs, ports: Ports): Promise<PolicyChoice> {
  const inWorkflow = isFromWorkflow(inputs, ports.config);
  const base = await openBase(ports);
  if (base === null) throw new Error('choosePolicyOfBase: there is no change');
  if (inWorkflow && typeof inputs.policy !== 'string')
    return { decides: { ...(await ownPolicy(inputs.policy, true, ports)), protected: true }, proposed: null };
  const decides = inWorkflow
    ? await policyFile(String(inputs.policy), base, ports)
    : await configuredPolicy(inputs.environment, base, ports);
  return { decides: { ...decides, protected: true }, proposed: null };
}

type Value = GateInputs['policy'];

/** A workflow's value wins over the file's; the two are told apart by what they say. */
const isFromWorkflow = ({ policy, environment }: GateInputs, config: Config): boolean =>
  policy !== undefined && JSON.stringify(policy) !== JSON.stringify(policyIn(config, environment)?.value);

async function ownPolicy(value: Value, inWorkflow: boolean, ports: Ports): Promise<StatedPolicy> {
  if (value === undefined) return nothing('no policy');
  if (typeof value === 'string') {
    const { path, raw } = await readPolicyFile(value, ports);
    return stated(raw, path, path);
  }
  if (inWorkflow) return stated(value, 'policy', 'inline in the workflow');
  const line = ports.config.section('evaluate-gate').get(name)?.line;
  return stated(value, `${ports.config.name}${line ? `:${line}` : ''} policy`, ports.config.name);
}

async function configuredPolicy(environment: string, base: Base, ports: Ports): Promise<StatedPolicy> {
  const path = ports.config.name.replaceAll('\\', '/');
  const at = `${path} at ${base.commit.slice(0, shortSha)}`;
  const bytes = await base.read(path);
  if (!bytes) return nothing(`no ${at}`);
  const found = policyIn(parseConfig(Buffer.from(bytes).toString(), at), environment);
  if (found === undefined || found.value === null || found.value === '') return nothing(`no policy in ${at}`);
  return typeof found.value === 'string'
    ? policyFile(found.value, base, ports)
    : stated(found.value, `${at} policy`, at);
}

async function policyFile(given: string, base: Base, ports: Ports): Promise<StatedPolicy> {
  const path = workspacePath(ports, given);
  const at = `${path} at ${base.commit.slice(0, shortSha)}`;
  const bytes = await base.read(path);
  return bytes ? stated(await parsePolicyFile(bytes, at), at, at) : nothing(`no ${at}`);
}

const nothing = (source: string): StatedPolicy => ({ policy: null, sha256: null, source });

const stated = (raw: unknown, where: string, source: string): StatedPolicy => ({
  policy: parsePolicy(raw, where),
  sha256: digestOfPolicy(raw),
  source,
});
