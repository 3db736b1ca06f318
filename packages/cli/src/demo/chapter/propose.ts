import { git } from '../../../../../test/support/github/git.ts';
import { forTerminal } from '../../markdown-terminal.ts';
import type { Proposal } from '../example.ts';
import { expectThat } from '../expectation.ts';
import { openPull, PERSON, type Played } from '../happen.ts';
import { checkOn, commentOn } from '../observe.ts';
import type { Stage } from '../stage.ts';

export interface Proposed {
  readonly number: number;
  readonly played: Played;
}

/** A pull request is opened and judged: its one comment, and the check on its head commit. */
export async function propose(stage: Stage, { branch, title, body, files }: Proposal, expected: 'success' | 'failure') {
  const { repository, narrator } = stage;
  const head = await repository.commit({ branch, files, message: `${title}\n\n${body}` });
  const number = await repository.openPull({ head: branch, title, body, author: PERSON });
  narrator.fact('opened', `#${number} ${title}`);
  const played = await openPull(stage, number, branch);
  const check = checkOn(stage, head);
  narrator.quote(forTerminal(commentOn(stage, number)));
  narrator.fact(
    'check',
    `${check.name}: ${check.conclusion} - ${check.output.title}`,
    expected === 'success' ? 'good' : 'bad',
  );
  expectThat(check.conclusion === expected, `the check of #${number} says ${check.conclusion}, not ${expected}`);
  expectThat(played.result.conclusion === expected, `the run of #${number} ended with ${played.result.conclusion}`);
  expectThat((await git(repository.gitDir, ['rev-parse', branch])) === head, 'the branch moved');
  return { number, played } satisfies Proposed;
}
