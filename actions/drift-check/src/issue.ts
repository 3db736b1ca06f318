import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@ml-actions/core/error';
import type { GitHub } from '@ml-actions/core/github/client';
import { hasStatus } from '@ml-actions/core/github/error';
import {
  commentOnIssue,
  ensureLabel,
  findIssues,
  type Issue,
  openIssue,
  updateIssue,
} from '@ml-actions/core/github/issue';
import { renderIssue } from '@ml-actions/core/report/issue-body';
import type { Ports } from '@ml-actions/core/runner/ports';
import { acceptedLabel } from './accepted-label.ts';
import { ofThisAlarm } from './alarm.ts';
import type { DriftBody } from './body.ts';
import type { DriftInputs } from './inputs.ts';
import { issueKey, labelsFor } from './issue-labels.ts';
import { type Plan, planIssue } from './issue-plan.ts';
import { closedText, footerOf, newsText, othersText, reopenedText, titleOf } from './issue-text.ts';
import type { Memory } from './memory.ts';
import { hasNews } from './news.ts';
import { sectionFor } from './section.ts';
import { situationOf } from './situation.ts';

export interface KeptIssue extends Readonly<NonNullable<DriftBody['issue']>> {
  /** what it said before this run; null: it is new */
  readonly before: string | null;
}

/** How long one run waits for the issue that another run is opening at this moment: ten looks, 1 s apart. */
const LOOKS = 10;
const LOOK_MS = 1000;
/** An alarm raised longer ago than this has its issue, or its opening failed. */
const RAISED_JUST_NOW_MS = 2 * 60 * 1000;

/** A login that may not be assigned must not cost the issue. */
const unprocessable = 422;

interface Work {
  readonly github: GitHub;
  readonly key: string;
  readonly labels: ReturnType<typeof labelsFor>;
  readonly title: string;
  readonly body: string;
  readonly inputs: DriftInputs;
  readonly ports: Ports;
}

/**
 * Keeps the one issue of this model and environment. Reporting: what fails here is a warning, the verdict stands.
 *
 * @returns the issue that is open after it, or was closed by it; null when there is none
 */
export async function keepIssue(
  inputs: DriftInputs,
  ports: Ports,
  body: DriftBody,
  memory: Memory,
): Promise<KeptIssue | null> {
  if (inputs.issue === 'never') return null;
  if (!ports.run.isTrusted) {
    ports.log.notice('issue: only runs of the default branch keep the issue.');
    return null;
  }
  try {
    return await apply(await workFor(inputs, ports, body, memory), memory);
  } catch (error) {
    ports.log.warning(`issue: ${messageOf(error)}`);
    return null;
  }
}

/** The text of the issue. */
export function issueBody(inputs: DriftInputs, ports: Ports, body: DriftBody, { others, kept }: Memory): string {
  const own = sectionFor({ ...body, model: ports.model });
  const section = { ...own, body: [own.body, othersText(others, ports)].filter(Boolean).join('\n\n') };
  return renderIssue({ section, footer: footerOf(ports, inputs, kept) });
}

async function workFor(inputs: DriftInputs, ports: Ports, body: DriftBody, memory: Memory): Promise<Work> {
  return {
    github: await ports.github(),
    key: issueKey(ports.model, inputs.environment),
    labels: labelsFor(ports.model, inputs['issue-labels']),
    title: titleOf(body, ports.model, memory.others),
    body: issueBody(inputs, ports, body, memory),
    inputs,
    ports,
  };
}

async function apply(work: Work, memory: Memory): Promise<KeptIssue | null> {
  const plan = await planWith(work, memory);
  const { github, key, title, body } = work;
  switch (plan.kind) {
    case 'nothing':
      if (plan.reason in silences) work.ports.log.info(`issue: ${silences[plan.reason]}`);
      return null;
    case 'open':
      await ensureLabel(github, acceptedLabel);
      return open(work, plan.earlier);
    case 'reopen':
      await updateIssue(github, plan.issue.number, { key, title, body, state: 'open', stateReason: 'reopened' });
      await say(work, plan.issue.number, reopenedText(plan.beyond));
      return named(plan.issue);
    case 'rewrite':
      await updateIssue(github, plan.issue.number, { key, title, body });
      if (hasNews(plan.news)) await say(work, plan.issue.number, newsText(plan.news));
      return named(plan.issue);
    case 'close':
      await updateIssue(github, plan.issue.number, { key, title, body });
      await say(work, plan.issue.number, closedText(plan.why, memory.kept));
      await updateIssue(github, plan.issue.number, { key, state: 'closed', stateReason: 'completed' });
      return named(plan.issue);
  }
}

const silences: Partial<Record<Extract<Plan, { kind: 'nothing' }>['reason'], string>> = {
  snoozed: 'a person closed it as not planned, and nothing is new since; it stays closed.',
  mended: 'it was closed as completed when this data was there already; newer data will tell.',
};

/** A comment that is refused, as on an issue that a person locked, must not cost the rest. */
async function say({ github, ports }: Work, number: number, text: string): Promise<void> {
  try {
    await commentOnIssue(github, number, text);
  } catch (error) {
    ports.log.warning(`issue: #${number} was not commented: ${messageOf(error)}`);
  }
}

const named = ({ number, url, body }: Issue): KeptIssue => ({ number, url, before: body });

/** The run that raised the alarm opens the issue; one that came a moment later waits until it sees it. */
async function planWith(work: Work, memory: Memory): Promise<Plan> {
  const { ports } = work;
  const look = async () => planIssue(await list(work), situationOf(memory), ports.clock());
  let plan = await look();
  for (let looks = 0; looks < LOOKS && raisedByAnother(memory, ports) && isOpening(plan); looks++) {
    await sleep(LOOK_MS, undefined, { signal: ports.signal });
    plan = await look();
  }
  return plan;
}

const isOpening = ({ kind }: Plan): boolean => kind === 'open' || kind === 'reopen';

const list = ({ github, key, labels }: Work): Promise<readonly Issue[]> =>
  findIssues(github, { key, labels: labels.identifying.map(({ name }) => name) });

function raisedByAnother({ lines, kept, others }: Memory, { clock }: Ports): boolean {
  const [first, ...later] = ofThisAlarm(lines);
  if (!kept || !first) return false;
  const raised = [...(later.length > 0 ? [first] : []), ...others].map(({ at }) => clock().getTime() - Date.parse(at));
  return raised.some((ms) => ms < RAISED_JUST_NOW_MS);
}

async function open(work: Work, earlier: number | null): Promise<KeptIssue> {
  const { github, key, title, inputs, ports } = work;
  const labels = [...work.labels.identifying, ...work.labels.extra];
  const body = earlier === null ? work.body : `${work.body}\n\n<sub>Earlier: #${earlier}</sub>`;
  const issue = { key, labels, title, body };
  const { assignees } = inputs;
  if (assignees.length === 0) return withdrawDuplicate(work, await openIssue(github, issue));
  try {
    return await withdrawDuplicate(work, await openIssue(github, { ...issue, assignees }));
  } catch (error) {
    if (!hasStatus(error, unprocessable)) throw error;
    ports.log.warning(`assignees: GitHub does not accept ${assignees.join(', ')}; nobody is assigned.`);
    return withdrawDuplicate(work, await openIssue(github, issue));
  }
}

/** Without a common record store two runs may have opened one each: the lower number stays, the other steps back. */
async function withdrawDuplicate(work: Work, own: Issue): Promise<KeptIssue> {
  const first = (await list(work)).filter(({ state }) => state === 'open').at(-1);
  if (!first || first.number >= own.number) return { ...named(own), before: null };
  await updateIssue(work.github, own.number, {
    key: `${work.key}/duplicate`,
    body: `Two checks ran at the same time; this one is kept in #${first.number}.`,
    state: 'closed',
    stateReason: 'not_planned',
  });
  return named(first);
}
