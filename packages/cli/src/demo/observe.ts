import { expectThat, the } from './expectation.ts';
import { ask, strike } from './production.ts';
import { type RegistryView, readRegistry, type VersionView } from './registry-view.ts';
import { ENVIRONMENT, MODEL, type Stage } from './stage.ts';

const SHOWN = 12;
/** A digest as people read it. */
export const short = (digest: string): string => digest.slice(0, SHOWN);

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const versionOf = ({ versions }: RegistryView, version: number): VersionView =>
  the(
    versions.find((one) => one.version === version),
    `${MODEL}@${version} in the registry`,
  );

/** Holds alias, registry and the endpoint's own digest against each other, and says what a client is answered. */
export async function expectServing(stage: Stage, version: number): Promise<void> {
  const registry = await readRegistry(stage);
  const { digest } = versionOf(registry, version);
  expectThat(registry.aliases[ENVIRONMENT] === version, `the alias ${ENVIRONMENT} is ${registry.aliases[ENVIRONMENT]}`);
  const answer = await ask(stage.production.url, MODEL);
  expectThat(answer.digest === digest, `the endpoint serves ${answer.digest}, not ${MODEL}@${version} (${digest})`);
  const { wildlife_size: size, phase, time_of_day: time, aircraft_class: aircraft } = strike;
  stage.narrator.fact('serves', `${MODEL}@${version}, sha256 ${short(answer.digest)} observed at the endpoint`, 'good');
  stage.narrator.fact(
    'asked',
    `${size} bird, ${phase}, ${time}, ${aircraft} aircraft → damage ${percent(answer.score)}`,
  );
}

/** The newest check run with this name's beginning on a commit. */
export function checkOn(stage: Stage, sha: string) {
  const found = stage.repository.state.checks.findLast((check) => check.head_sha === sha);
  return the(found, `a check on ${sha.slice(0, 7)}`);
}

/** The one comment of a pull request. */
export function commentOn(stage: Stage, number: number): string {
  const own = stage.repository.state.comments.filter(({ issue_url }) => issue_url.endsWith(`/issues/${number}`));
  expectThat(own.length === 1, `pull request ${number} has ${own.length} comments, not one`);
  return own[0]?.body ?? '';
}
