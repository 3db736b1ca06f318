import { drift, issues } from './chapter/drift.ts';
import { firstPush } from './chapter/first-push.ts';
import { merge } from './chapter/merge.ts';
import { propose } from './chapter/propose.ts';
import { tamper } from './chapter/tamper.ts';
import { expectThat, the } from './expectation.ts';
import { commentOn } from './observe.ts';
import { type RegistryView, readRegistry } from './registry-view.ts';
import type { Stage } from './stage.ts';

/** What a person wants to see when the story is over. */
export interface Ending {
  readonly pulls: readonly {
    readonly number: number;
    readonly title: string;
    readonly merged: boolean;
    readonly comment: string;
  }[];
  readonly issue: {
    readonly number: number;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  };
  readonly registry: RegistryView;
  /** every request to the REST API */
  readonly apiCalls: number;
}

/**
 * Plays the whole story: each chapter asserts what must be true at its end.
 *
 * @throws StoryBroken with the first expectation that does not hold
 */
export async function playStory(stage: Stage): Promise<Ending> {
  const { narrator, proposals } = stage;
  const [better, worse] = proposals;
  let first = 0;
  await narrator.chapter(
    'The first push to main',
    'A model that looks at three columns is trained, judged by its bounds alone, and served.',
    () => firstPush(stage),
  );
  await narrator.chapter(
    'A pull request that improves the model',
    'Three more columns. The reviewer reads one comment.',
    async () => {
      first = (await propose(stage, the(better, 'the first pull request'), 'success')).number;
    },
  );
  await narrator.chapter(
    'The merge',
    'Main trains again, compares with what serves, and puts version 2 in its place.',
    () => merge(stage, first),
  );
  await narrator.chapter(
    'A pull request that makes it worse',
    'Without the size of the animal the model loses its best column: the gate blocks it.',
    async () => {
      await propose(stage, the(worse, 'the second pull request'), 'failure');
    },
  );
  await narrator.chapter(
    'Somebody tampers with the evidence',
    'A push to the record store, then a deployment by hand. Nothing moves.',
    () => tamper(stage),
  );
  await narrator.chapter(
    'The nights after',
    'Production is compared with the training data: no alarm for 1999, one issue from 2000 on, when the fleet changes.',
    () => drift(stage),
  );
  return endingOf(stage);
}

async function endingOf(stage: Stage): Promise<Ending> {
  const { github, repository } = stage;
  const { violations } = github;
  const first = violations[0];
  expectThat(
    violations.length === 0,
    `${violations.length} requests break GitHub's API description: ${first?.operation} ${first?.problems[0]}`,
  );
  const issue = the(issues(stage)[0], 'the drift issue');
  return {
    pulls: repository.state.pulls.map(({ number, merged }) => ({
      ...{ number, merged: merged !== undefined, comment: commentOn(stage, number) },
      title: repository.state.issues.find((one) => one.number === number)?.title ?? '',
    })),
    issue: {
      ...{ number: issue.number, title: issue.title, body: issue.body ?? '' },
      labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    },
    registry: await readRegistry(stage),
    apiCalls: github.requests.filter(({ path }) => path.startsWith('/repos/')).length,
  };
}
