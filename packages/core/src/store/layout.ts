import type { ActionName } from '../record/predicate/header.ts';

/** Where things stand in the record store. The one place that knows these paths. */
export const layout = {
  format: 'store.json',
  records: (model: string, commit: string) => `records/${model}/${commit}/`,
  record: (model: string, commit: string, action: ActionName, id: string, sha256: string) =>
    `records/${model}/${commit}/${action}-${id}-${sha256.slice(0, 12)}.json`,
  versions: (name: string) => `models/${name}/versions/`,
  version: (name: string, version: number) => `models/${name}/versions/${version}.json`,
  alias: (name: string, alias: string) => `models/${name}/aliases/${alias}.json`,
  aliases: (name: string) => `models/${name}/aliases/`,
  event: (name: string, version: number, id: string) => `models/${name}/events/${version}/${id}.json`,
  events: (name: string, version: number) => `models/${name}/events/${version}/`,
  deployment: (environment: string, model: string, n: number) => `deployments/${environment}/${model}/${n}.json`,
  deployments: (environment: string, model: string) => `deployments/${environment}/${model}/`,
  drift: (model: string, environment: string) => `drift/${model}/${environment}.jsonl`,
  profile: (model: string, version: number) => `profiles/${model}/${version}.json`,
  testset: (fingerprint: string) => `testsets/${fingerprint}.json`,
  blob: (sha256: string) => `blobs/sha256/${sha256}`,
} as const;
