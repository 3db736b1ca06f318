import type {
  EChartsOption,
  GridComponentOption,
  LineSeriesOption,
  XAXisComponentOption,
  YAXisComponentOption,
} from 'echarts';

/** A chart as plain data: no functions, so that a page can carry it as JSON. */
export type Option = EChartsOption;
export type { LineSeriesOption };
export type GridOption = GridComponentOption;
export type XAXisOption = XAXisComponentOption;
export type YAXisOption = YAXisComponentOption;
