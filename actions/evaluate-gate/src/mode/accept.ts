import { inputProblem } from '@ml-actions/core/error';
import { answerComment, readIssueComment } from '@ml-actions/core/github/answer';
import { readPull } from '@ml-actions/core/github/pulls';
import { code } from '@ml-actions/core/report/markdown';
import type { Errand } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from '../inputs.ts';
import { applyAcceptance } from './apply-acceptance.ts';
import { refusalFor } from './authority.ts';
import { type Command, isCommand, parseCommand } from './command.ts';
import { coveredBy } from './covered.ts';
import { idle, told } from './errand.ts';
import { gatesOf, judgedRuns } from './judged.ts';
import { isUntrusted } from './pull-run.ts';

/** What became of a command, in one sentence of Markdown for its author. */
export interface Answer {
  readonly accepted: boolean;
  readonly sentence: string;
}

/**
 * Answers a comment that accepts a block, as a job of the default branch's own code: nothing of the change is checked out.
 * A refusal is an answer, not a failure of the step.
 *
 * @throws InputError for another event; GitHubError and ServiceError when something could not be looked up or kept: then
 * nothing was accepted
 */
export async function accept(inputs: GateInputs, ports: Ports): Promise<Errand> {
  const { issue, comment } = commented(ports);
  if (!isCommand(comment.body ?? '')) return idle(ports, `comment ${comment.id} is no command`);
  if (!issue.pull_request) return idle(ports, `#${issue.number} is no pull request`);
  const command = parseCommand(comment.body ?? '');
  const forUs = 'problem' in command || command.model === null || command.model === ports.model;
  if (!forUs) return idle(ports, `comment ${comment.id} is about another model than ${ports.model}`);
  const answer = 'problem' in command ? refused(command.problem) : await decide(command, inputs, ports);
  const thumb = answer.accepted ? '+1' : '-1';
  await answerComment(await ports.github(), { issue: issue.number, comment: comment.id }, thumb, answer.sentence);
  ports.log.notice(`comment ${comment.id}: ${answer.accepted ? 'accepted' : 'refused'}. ${answer.sentence}`);
  return told(null, answer.sentence);
}

type Payload = Ports['run']['payload'];

function commented({ run }: Ports): {
  readonly issue: NonNullable<Payload['issue']>;
  readonly comment: NonNullable<Payload['comment']>;
} {
  const { action, issue, comment } = run.payload;
  if (run.event === 'issue_comment' && action === 'created' && issue && comment) return { issue, comment };
  throw inputProblem({
    where: 'mode',
    what: '`accept` answers a new comment',
    got: `the event ${run.event}${action ? `, ${action}` : ''}`,
    expected: 'issue_comment, created',
    next: 'See "Accepting a block" in the README of evaluate-gate.',
  });
}

/** Everything that can be refused, cheapest first; what is left is kept. */
async function decide(command: Command, inputs: GateInputs, ports: Ports): Promise<Answer> {
  const { issue, comment: said } = commented(ports);
  const github = await ports.github();
  const comment = await readIssueComment(github, said.id);
  if (comment.wasEdited || comment.body !== said.body) return refused('the comment was edited; write a new one');
  const pull = await readPull(github, issue.number);
  if (!pull.isOpen) return refused('this pull request is not open');
  const why = await refusalFor(comment.author, pull, guarded(inputs, ports), ports);
  if (why !== null) return refused(why);
  const runs = await judgedRuns(pull, ports);
  const head = code(pull.head.sha.slice(0, shortSha));
  if (runs.length === 0) return refused(`no gate has judged ${head}, the commit that this pull request has now`);
  if (runs.some(({ expected }) => isUntrusted(expected.run)))
    return refused('its results were reported by code that nobody vouches for; push the branch to this repository');
  if (runs.some(({ expected }) => expected.run.startedAt > comment.createdAt))
    return refused(`the gate has run on ${head} since your comment; read what it says now`);
  const others = runs.flatMap(({ shipped }) => shipped.otherModels);
  if (others.length > 0 && command.model === null)
    return refused(`there are several models: say which with ${code(`of ${ports.model}`)}`);
  const covered = coveredBy(command, gatesOf(runs));
  if ('problem' in covered) return refused(covered.problem);
  return applyAcceptance({ command, comment, pull, covered, mode: inputs.comment }, ports);
}

const shortSha = 7;

/** Files that decide what blocks: whoever owns them owns the decision. */
const guarded = ({ policy }: GateInputs, { config }: Ports): readonly string[] => [
  config.name.replaceAll('\\', '/'),
  ...(typeof policy === 'string' ? [policy] : []),
];

const refused = (why: string): Answer => ({ accepted: false, sentence: `Not accepted: ${why}.` });
