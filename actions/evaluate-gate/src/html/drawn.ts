import { jsonData } from '@ml-actions/core/report/html-escape';
import { dark } from '@ml-actions/core/report/palette';
import type { Charts } from '../chart/charts.ts';
import { libraryText } from '../plot/library.ts';
import { curveDrawings } from '../plot/plots.ts';
import { chartsHtml } from './charts.ts';

/** What a page of predictions has besides: its charts, their options as data, and the library where one is drawn. */
export interface Drawn {
  readonly html: string;
  readonly data: ReadonlyMap<string, string>;
  readonly library: string | null;
}

export async function drawn(charts: Charts): Promise<Drawn> {
  const drawings = curveDrawings(charts);
  const html = chartsHtml(charts, drawings);
  if (drawings.length === 0) return { html, data: new Map(), library: null };
  const options = Object.fromEntries(drawings.map(({ name, option }) => [name, option]));
  return { html, data: new Map([['charts-data', jsonData({ options, dark })]]), library: await libraryText() };
}
