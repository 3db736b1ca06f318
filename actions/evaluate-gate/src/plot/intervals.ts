import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { light } from '@ml-actions/core/report/palette';
import { marks } from '../wording.ts';
import type { Option } from './option.ts';
import { reference, unlabelledEnds, xAxis } from './style.ts';

/** One line of a dot plot: what it is called, its point and its interval on the axis. */
export interface Dot {
  readonly label: string;
  readonly status: GateRow['status'];
  readonly point: number;
  readonly interval: readonly [number, number] | null;
}

export interface DotPlot {
  readonly dots: readonly Dot[];
  readonly axis: string;
  /** ends of the axis; dots beyond them stand at the edge as an arrow */
  readonly range: readonly [number, number];
  /** where the dotted lines are, by what they are called */
  readonly limits: readonly (readonly [name: string, at: number])[];
}

const LABEL_LENGTH = 34;
const TEXT_SIZE = 12;
const HOLLOW = 2;

/** Shape first, colour second: a status must be told without colours. */
const shapes: Readonly<Partial<Record<GateRow['status'], object>>> = {
  pass: { symbol: 'circle', itemStyle: { color: light.candidate, opacity: 1 } },
  fail: { symbol: 'rect', itemStyle: { color: light.bad, opacity: 1 } },
  inconclusive: {
    symbol: 'circle',
    itemStyle: { color: light.page, borderColor: light.baseline, borderWidth: HOLLOW, opacity: 1 },
  },
};
const otherShape = { symbol: 'diamond', itemStyle: { color: light.dim, opacity: 1 } };

/** Dots with their intervals, one per row, first row on top. */
export function dotPlotOption({ dots, axis, range, limits }: DotPlot): Option {
  const [low, high] = range;
  const clamp = (value: number) => Math.min(high, Math.max(low, value));
  const statuses = [...new Set(dots.map(({ status }) => status))];
  const bars = dots.flatMap(({ interval }, at) =>
    interval ? [[clamp(interval[0]), at], [clamp(interval[1]), at], '-'] : [],
  );
  return {
    legend: {
      data: statuses.map((status) => marks[status][1]),
      top: 0,
      itemWidth: 12,
      itemHeight: 12,
      itemGap: 18,
      textStyle: { color: light.text, fontSize: TEXT_SIZE },
    },
    grid: { left: 220, right: 28, top: 46, bottom: 48 },
    xAxis: xAxis(axis, { min: low, max: high, ...(Number.isInteger(high) ? {} : { axisLabel: unlabelledEnds }) }),
    yAxis: {
      type: 'category',
      data: dots.map(({ label }) => (label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label)),
      inverse: true,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: light.text, fontSize: TEXT_SIZE, interval: 0, width: 200, overflow: 'truncate' },
    },
    series: [
      reference(bars as [number, number][], { lineStyle: { color: light.dim, width: 1.5 }, z: 2 }),
      ...limits.map(([name, at]) => limitLine(name, at)),
      ...statuses.map((status) => ({
        type: 'scatter' as const,
        name: marks[status][1],
        symbolSize: 10,
        z: 4,
        ...(shapes[status] ?? otherShape),
        data: dots.flatMap((dot, at) => (dot.status === status ? [dotOf(dot, at, range)] : [])),
      })),
    ],
  } as Option;
}

/** A dot off the axis points to where it is. */
function dotOf({ point }: Dot, at: number, [low, high]: readonly [number, number]): object | number[] {
  if (point < low) return { value: [low, at], symbol: 'triangle', symbolRotate: 90 };
  return point > high ? { value: [high, at], symbol: 'triangle', symbolRotate: -90 } : [point, at];
}

const limitLine = (name: string, at: number): object => ({
  type: 'line',
  data: [],
  markLine: {
    symbol: 'none',
    silent: true,
    data: [{ xAxis: at }],
    lineStyle: { color: name === '' ? light.axis : light.bad, type: name === '' ? 'solid' : 'dashed', width: 1 },
    label: { formatter: name, color: light.bad, fontSize: TEXT_SIZE, position: 'start', distance: 4 },
  },
});
