import type { Ending } from '../story.ts';
import { escaped, markdownHtml } from './markdown-html.ts';

const card = (who: string, body: string): string =>
  `<article class="card"><div class="by"><i aria-hidden="true"></i><b>${escaped(who)}</b> <small>bot</small></div><div class="markdown">${markdownHtml(body)}</div></article>`;

const BOT = 'github-actions';

/** A pull request's title, state and its one comment. */
export const conversation = ({ number, title, merged, comment }: Ending['pulls'][number]): string =>
  `<h3 class="subject">${escaped(title)} <span>#${number}</span><mark class="${merged ? 'merged' : 'blocked'}">${merged ? 'Merged' : 'Blocked'}</mark></h3>${card(BOT, comment)}`;

/** The drift issue as it stands. */
export function issueCard({ number, title, body, labels }: Ending['issue']): string {
  const marks = labels.map((label) => `<mark class="label">${escaped(label)}</mark>`).join('');
  return `<h3 class="subject">${escaped(title)} <span>#${number}</span><mark class="open">Open</mark>${marks}</h3>${card(BOT, body)}`;
}
