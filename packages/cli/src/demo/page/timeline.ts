import type { Book, Chapter, Fact, ToldStep } from '../book.ts';
import { escaped, inlineHtml } from './markdown-html.ts';

const seconds = (value: number): string => `<time>${value.toFixed(1)} s</time>`;

const step = ({ action, sign, headline, seconds: took }: ToldStep): string =>
  `<li class="${sign}"><code>${escaped(action)}</code><span>${inlineHtml(headline)}</span>${seconds(took)}</li>`;

const fact = ({ label, text, tone }: Fact): string =>
  `<li class="fact ${tone}"><em>${escaped(label)}</em><span>${escaped(text)}</span></li>`;

const chapter = ({ number, title, lead, told, seconds: took }: Chapter): string => `
<li class="chapter">
<h3><span class="number">${number}</span>${escaped(title)}${seconds(took)}</h3>
<p>${escaped(lead)}</p>
<ul>${told.map((one) => (one.kind === 'step' ? step(one) : fact(one))).join('')}</ul>
</li>`;

/** The chapters with their steps and facts. */
export const timeline = ({ chapters }: Book): string => `<ol class="timeline">${chapters.map(chapter).join('')}</ol>`;
