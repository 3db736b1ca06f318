import type { ActionName } from '../record/predicate/header.ts';
import { storeSegment as segment } from './path.ts';

/** Where things stand in the record store. The one place that knows these paths; names may hold any character. */
export const layout = {
  format: 'store.json',
  records: (model: string, commit: string) => `records/${segment(model)}/${commit}/`,
  record: (model: string, commit: string, action: ActionName, id: string, sha256: string) =>
    `records/${segment(model)}/${commit}/${action}-${id}-${sha256.slice(0, 12)}.json`,
  versions: (name: string) => `models/${segment(name)}/versions/`,
  version: (name: string, version: number) => `models/${segment(name)}/versions/${version}.json`,
  alias: (name: string, alias: string) => `models/${segment(name)}/aliases/${segment(alias)}.json`,
  aliases: (name: string) => `models/${segment(name)}/aliases/`,
  event: (name: string, version: number, id: string) => `models/${segment(name)}/events/${version}/${id}.json`,
  events: (name: string, version: number) => `models/${segment(name)}/events/${version}/`,
  /** the events of all versions of a model */
  history: (name: string) => `models/${segment(name)}/events/`,
  deployment: (environment: string, model: string, n: number) =>
    `deployments/${segment(environment)}/${segment(model)}/${n}.json`,
  deployments: (environment: string, model: string) => `deployments/${segment(environment)}/${segment(model)}/`,
  drift: (model: string, environment: string) => `drift/${segment(model)}/${segment(environment)}.jsonl`,
  profile: (model: string, version: number) => `profiles/${segment(model)}/${version}.json`,
  /** `ts1:<hex>` as `ts1-<hex>`: a colon is in no path */
  testset: (fingerprint: string) => `testsets/${segment(fingerprint.replaceAll(':', '-'))}.json`,
  /** what people accepted for a head commit, one file per comment */
  acceptances: (model: string, headSha: string) => `acceptances/${segment(model)}/${headSha}/`,
  acceptance: (model: string, headSha: string, commentId: number) =>
    `acceptances/${segment(model)}/${headSha}/${commentId}.json`,
  plots: (commit: string) => `plots/${commit}/`,
  plot: (commit: string, name: string) => `plots/${commit}/${segment(name)}`,
  /** which commits have plots, and since when */
  plotDays: 'plots/days.json',
  blob: (sha256: string) => `blobs/sha256/${sha256}`,
} as const;
