import type { Charts } from '../chart/charts.ts';
import { calibrationOption } from './calibration.ts';
import { confusionOption } from './confusion.ts';
import { precisionRecallOption, rocOption } from './curves.ts';
import { forestPlot } from './forest.ts';
import { type DotPlot, dotPlotOption } from './intervals.ts';
import type { Option } from './option.ts';
import { fitOption, residualsOption } from './residuals.ts';
import { scoresOption } from './scores.ts';
import { slicesPlot } from './slices.ts';

/** One picture before it is drawn. Pixels. */
export interface Drawing {
  readonly name: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly option: Option;
}

const wide = { width: 640, height: 400 };
const square = { width: 480, height: 460 };
const tall = { width: 480, height: 480 };
/** What a dot plot needs beside its rows, and for each row. */
const dotPlot = { width: 760, around: 110, row: 28 };
const manyLabels = 12;
const large = { width: 720, height: 720 };

/** Curves and histograms of the two models; the report shows the same ones. */
export function curveDrawings(charts: Charts): readonly Drawing[] {
  const { roc, precisionRecall, calibration, scores, fit, residuals, task } = charts;
  const words =
    task === 'binary'
      ? { confidence: 'Predicted probability', accuracy: 'Share of positives' }
      : { confidence: 'Probability of the predicted label', accuracy: 'Share that is right' };
  const sides = { above: 'Rows, positive', below: 'Rows, negative' };
  return [
    ...(roc ? [{ name: 'roc', title: 'ROC curve', ...square, option: rocOption(roc) }] : []),
    ...(precisionRecall
      ? [
          {
            name: 'precision-recall',
            title: 'Precision and recall',
            ...square,
            option: precisionRecallOption(precisionRecall),
          },
        ]
      : []),
    ...(calibration
      ? [{ name: 'calibration', title: 'Calibration', ...tall, option: calibrationOption(calibration, words) }]
      : []),
    ...(scores
      ? [{ name: 'scores', title: 'Scores by true label', ...tall, option: scoresOption(scores, sides) }]
      : []),
    ...(fit ? [{ name: 'fit', title: 'Prediction against truth', ...wide, option: fitOption(fit) }] : []),
    ...(residuals ? [{ name: 'residuals', title: 'Residuals', ...wide, option: residualsOption(residuals) }] : []),
  ];
}

/** Everything that is drawn as a picture of its own. */
export function drawings(charts: Charts): readonly Drawing[] {
  const { confusion, forest, slices } = charts;
  const bySlice = slicesPlot(slices);
  return [
    ...(forest.length > 0 ? [dots('forest', 'Checks against their limits', forestPlot(forest))] : []),
    ...curveDrawings(charts),
    ...(confusion ? [confusionDrawing(confusion.candidate)] : []),
    ...(bySlice ? [dots('slices', 'Change by slice', bySlice)] : []),
  ];
}

function confusionDrawing(candidate: NonNullable<Charts['confusion']>['candidate']): Drawing {
  const size = candidate.labels.length > manyLabels ? large : square;
  return {
    name: 'confusion',
    title: 'Confusion matrix of the candidate',
    ...size,
    option: confusionOption(candidate, size),
  };
}

const dots = (name: string, title: string, plot: DotPlot): Drawing => ({
  name,
  title,
  width: dotPlot.width,
  height: dotPlot.around + dotPlot.row * plot.dots.length,
  option: dotPlotOption(plot),
});
