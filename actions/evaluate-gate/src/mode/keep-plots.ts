import { canonical, parseJson } from '@ml-actions/core/json/canonical';
import { layout } from '@ml-actions/core/store/layout';
import type { Store, StoreView } from '@ml-actions/core/store/store';
import * as z from 'zod';

/** Plots are for reviewers of open pull requests (product: "pruned after 90 days"). */
export const keptDays = 90;
const dayMs = 86_400_000;
const isoDay = 10;
/** ROC, PR, confusion, calibration, for some gates and models; an SVG of ours has some kilobytes. */
const mostPlots = 40;
const mostBytes = 512 * 1024;
const plotName = /^[a-z0-9][a-z0-9._-]{0,99}\.svg$/;

/** Plots of one commit: name -> SVG. */
export type Plots = ReadonlyMap<string, string>;

const daysSchema = z.record(z.string().regex(/^[0-9a-f]{40,64}$/), z.iso.date());

/**
 * Keeps plots under `plots/<commit>/` of the record store, where a comment links them by a relative path, and removes
 * those that are older than 90 days. The same plots again write nothing.
 *
 * @throws TypeError (a bug) for a name that is none of ours, too many or too large plots; ServiceError by the store
 */
export async function keepPlots(store: Store, commit: string, plots: Plots, now: Date): Promise<void> {
  const wrong = [...plots].find(([name, svg]) => !plotName.test(name) || Buffer.byteLength(svg) > mostBytes);
  if (wrong || plots.size > mostPlots) throw new TypeError(`plots: ${wrong ? wrong[0] : plots.size} cannot be kept`);
  await store.update(async (view) => {
    const days = await readDays(view);
    const today = now.toISOString().slice(0, isoDay);
    const old = Object.keys(days).filter((one) => one !== commit && isOld(days[one] ?? today, today));
    const kept = Object.fromEntries(Object.entries(days).filter(([one]) => !old.includes(one)));
    const fresh = plots.size > 0 && !(commit in kept) ? { [commit]: today } : {};
    const writes = new Map<string, string | null>();
    for (const [name, svg] of plots) {
      const known = await view.read(layout.plot(commit, name));
      if (known === undefined || Buffer.from(known).toString() !== svg) writes.set(layout.plot(commit, name), svg);
    }
    for (const one of old) for (const path of await view.list(layout.plots(one))) writes.set(path, null);
    const next = { ...kept, ...fresh };
    if (canonical(next) !== canonical(days)) writes.set(layout.plotDays, canonical(next));
    return { writes, message: `Keep the plots of ${commit}`, result: undefined };
  });
}

const isOld = (day: string, today: string): boolean => Date.parse(today) - Date.parse(day) > keptDays * dayMs;

async function readDays(view: StoreView): Promise<Readonly<Record<string, string>>> {
  const bytes = await view.read(layout.plotDays);
  return bytes ? daysSchema.parse(parseJson(bytes, layout.plotDays)) : {};
}
