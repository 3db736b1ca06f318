import { type Book, factsOf } from '../book.ts';
import { percent, short } from '../observe.ts';
import type { EventView, RegistryView, VersionView } from '../registry-view.ts';
import { escaped } from './markdown-html.ts';

type Cells = readonly string[];

const row = (cells: Cells): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
const table = (head: Cells, rows: readonly Cells[]): string =>
  `<div class="scroll"><table><thead><tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table></div>`;

const code = (text: string): string => `<code>${escaped(text)}</code>`;
const clock = (at: string): string => `<time>${escaped(at.replace('T', ' ').replace(/\.\d+Z|Z/, ''))}</time>`;

/** Versions with their aliases, and every event below. */
export function versions({ versions: all, aliases, events }: RegistryView): string {
  const pills = ({ version }: VersionView): string =>
    Object.entries(aliases)
      .filter(([, pointed]) => pointed === version)
      .map(([alias]) => `<mark class="${alias === 'production' ? 'open' : 'label'}">${escaped(alias)}</mark>`)
      .join('');
  const rows = all.map((one) => [
    `<b>${one.version}</b> ${pills(one)}`,
    code(short(one.digest)),
    code(one.commit.slice(0, 7)),
    (one.metrics.roc_auc ?? Number.NaN).toFixed(4),
    percent(one.metrics.accuracy ?? Number.NaN),
    `${escaped(one.verdict)}, ${escaped(one.assurance)}`,
    `${one.bytes.toLocaleString('en')} B`,
  ]);
  const log = events.map(({ at, version, type }) => [clock(at), escaped(version), code(type)]);
  return `${table(['Version', 'sha256', 'Commit', 'ROC AUC', 'Accuracy', 'Evidence', 'Size'], rows)}
<details><summary>${events.length} events, each with the digest of the one before</summary>${table(['At (UTC)', 'Version', 'Event'], log)}</details>`;
}

/** The environment's own chain, and what a client was answered. */
export function deployments({ deployments: all }: RegistryView, { chapters }: Book): string {
  const rows = all.map(({ at, type, detail }: EventView) => [
    clock(at),
    `<b>${escaped(String(detail.name))}@${escaped(String(detail.version))}</b>`,
    escaped(type),
    code(short(String(detail.digest ?? ''))),
    escaped(String(detail.identity ?? detail.reason ?? '')),
  ]);
  const asked = chapters.flatMap((chapter) =>
    factsOf(chapter)
      .filter(({ label }) => label === 'asked')
      .map(({ text }) => [escaped(chapter.title), escaped(text)]),
  );
  return table(['At (UTC)', 'Model', 'Event', 'sha256', 'Proof'], rows) + table(['After', 'A client asks'], asked);
}
