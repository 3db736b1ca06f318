import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Detail } from '@ml-actions/core/report/section';
import { layout } from '@ml-actions/core/store/layout';
import { RECORDS_BRANCH } from '@ml-actions/core/store/store';

const width = 420;
const safe = /^[a-z0-9][a-z0-9._-]*\.svg$/;

/** The pictures that the record store is known to keep, by a path that works in comments and summaries of this server. */
export function plotsDetail({ plots = [], run }: EvaluateGatePredicate): Detail[] {
  const images = plots.filter((name) => safe.test(name)).map((name) => image(run.repository, run.headSha, name));
  return images.length === 0 ? [] : [{ summary: 'Plots', body: images.join('\n') }];
}

function image(repository: string, commit: string, name: string): string {
  const path = `/${repository}/blob/${RECORDS_BRANCH}/${layout.plot(commit, name)}?raw=true`;
  return `<a href="${path}"><img src="${path}" width="${width}" alt="${name.replace(/\.svg$/, '')}"></a>`;
}
