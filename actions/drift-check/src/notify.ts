import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@ml-actions/core/error';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DriftBody } from './body.ts';
import type { DriftInputs } from './inputs.ts';
import { titleOf } from './issue-text.ts';
import type { Memory } from './memory.ts';

/** A receiver that does not answer must not hold the job. */
const PATIENCE_MS = 10_000;
const TRIES = 3;
const PAUSE_MS = 500;

const alarms: readonly DriftBody['verdict'][] = ['drift', 'performance', 'schema'];

/** A change is told once, so a receiver that is busy is asked again. */
async function send(url: string, body: string, { signal }: Ports): Promise<Response> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  for (let tries = 1; ; tries++) {
    const answer = fetch(url, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    const response = await answer.catch((error: unknown) => {
      if (tries >= TRIES || signal.aborted) throw error;
    });
    if (response && (tries >= TRIES || !isBusy(response))) return response;
    await sleep(tries * PAUSE_MS, undefined, { signal });
  }
}

const isBusy = ({ status }: Response): boolean => status === tooMany || status >= serverError;
const tooMany = 429;
const serverError = 500;

/** An environment alarms while any of its checks does. */
const isOn = ({ alarm, others }: Memory): boolean => alarm.active || others.length > 0;

/** Without memory every alarm may be a new one. */
const isTold = ({ verdict }: DriftBody, memory: Memory): boolean =>
  memory.kept ? isOn(memory) !== memory.alarmed : alarms.includes(verdict);

/** Sends a change of the alarm to the webhook. Reporting: what fails here is a warning without the address. */
export async function notify(inputs: DriftInputs, ports: Ports, body: DriftBody, memory: Memory): Promise<void> {
  const url = inputs['webhook-url'];
  if (url === undefined || !isTold(body, memory)) return;
  if (!ports.run.isTrusted) {
    ports.log.notice('webhook-url: only runs of the default branch send.');
    return;
  }
  try {
    const message = JSON.stringify(messages[inputs['webhook-format']](textOf(body, ports, memory), body, ports));
    const response = await send(url, message, ports);
    if (!response.ok) ports.log.warning(`webhook-url: the receiver answered ${response.status}.`);
  } catch (error) {
    ports.log.warning(`webhook-url: ${messageOf(error).replaceAll(url, '***')}`);
  }
}

const textOf = (body: DriftBody, { model }: Ports, memory: Memory): string =>
  isOn(memory)
    ? titleOf(body, model, memory.others)
    : `${ended[body.alarm.phase] ?? 'Over'}: ${model} in ${safe(body.environment)}`;

/** A deployment, or other data of the same run, ends an alarm without a word for it. */
const ended: Partial<Record<DriftBody['alarm']['phase'], string>> = { accepted: 'Accepted', recovered: 'Recovered' };

const safe = (text: string): string => text.replace(/[^\w.\- ]/g, '?');

const runUrl = ({ run }: Ports): string => `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}`;
const linkOf = ({ issue }: DriftBody, ports: Ports): string => issue?.url ?? runUrl(ports);

type Message = (text: string, body: DriftBody, ports: Ports) => unknown;

/** Texts hold no name that data brought along: none of these formats makes foreign text inert. */
const messages: Readonly<Record<DriftInputs['webhook-format'], Message>> = {
  json: (_text, body, ports) => ({
    format: 'ml-actions-drift-event',
    version: 1,
    model: ports.model,
    environment: body.environment,
    status: body.verdict,
    phase: body.alarm.phase,
    worstColumn: body.worstColumn,
    maxEffect: body.maxEffect,
    issue: body.issue?.url ?? null,
    run: runUrl(ports),
  }),
  slack: (text, body, ports) => ({
    text,
    blocks: [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `*${text}*\n<${linkOf(body, ports)}|What was seen>` },
      },
    ],
  }),
  /** An adaptive card: Teams' workflows accept nothing else. */
  teams: (text, body, ports) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          version: '1.4',
          body: [{ type: 'TextBlock', weight: 'bolder', wrap: true, text }],
          actions: [{ type: 'Action.OpenUrl', title: 'What was seen', url: linkOf(body, ports) }],
        },
      },
    ],
  }),
};
