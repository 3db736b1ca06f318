import { readFile } from 'node:fs/promises';
import type { Book } from '../book.ts';
import type { Ending } from '../story.ts';
import { conversation, issueCard } from './cards.ts';
import { escaped } from './markdown-html.ts';
import { deployments, versions } from './registry-tables.ts';
import { timeline } from './timeline.ts';

export interface PageInput {
  readonly book: Book;
  readonly ending: Ending;
  readonly seconds: number;
  /** how the models were trained, in one line */
  readonly trainedWith: string;
  readonly gateCalls: number;
}

const section = (id: string, title: string, lead: string, body: string): string =>
  `<section id="${id}"><h2>${escaped(title)}</h2><p class="lead">${escaped(lead)}</p>${body}</section>`;

const tile = (value: string, label: string): string =>
  `<div class="tile"><b>${escaped(value)}</b><span>${escaped(label)}</span></div>`;

/** The whole story as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export async function renderPage({ book, ending, seconds, trainedWith, gateCalls }: PageInput): Promise<string> {
  const style = await readFile(new URL('style.css', import.meta.url), 'utf8');
  const { pulls, issue, registry, apiCalls } = ending;
  const tiles = [
    tile(`${Math.round(seconds)} s`, 'from the first push to the drift issue'),
    tile(String(registry.versions.length), 'model versions in the registry'),
    tile(String(gateCalls), 'GitHub API calls in a gate run, at most'),
    tile(String(apiCalls), "API calls in all, each within GitHub's own description"),
  ].join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(book.title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(book.title)}</h1>
<p class="lead">Six actions of the built bundle, played through the example's own workflow files. ${escaped(trainedWith)}</p>
<div class="tiles">${tiles}</div>
</header>
<main>
${section('story', 'What happened', 'Every line is a step of a workflow run; the text is the first line of its job summary.', timeline(book))}
${section('reviewers', 'What reviewers read', 'One comment per pull request, written by the run and kept up to date.', pulls.map(conversation).join(''))}
${section('serving', 'What serves', 'Each move is proven by the digest that the endpoint itself gives.', deployments(registry, book))}
${section('registry', 'The registry', 'A branch of the repository: immutable versions, aliases moved by compare and swap.', versions(registry))}
${section('drift', 'What the nights found', 'One issue per model and environment, opened by the first alarm and updated by the next.', issueCard(issue))}
</main>
</body>
</html>
`;
}
