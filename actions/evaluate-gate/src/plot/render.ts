import type { Charts } from '../chart/charts.ts';
import { loadLibrary } from './library.ts';
import { drawings } from './plots.ts';
import { svgOf } from './svg.ts';

export interface Plot {
  /** file name */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** Every picture there is to draw; the library is read only if there is one. */
export async function renderPlots(charts: Charts): Promise<readonly Plot[]> {
  const all = drawings(charts);
  if (all.length === 0) return [];
  const library = loadLibrary();
  return all.map((drawing) => ({
    name: `${drawing.name}.svg`,
    title: drawing.title,
    svg: svgOf(drawing, library),
  }));
}
