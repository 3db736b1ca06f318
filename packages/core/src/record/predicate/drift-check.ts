import * as z from 'zod';
import { header, sha256 } from './header.ts';

export const driftStatuses = [
  'ok',
  'noise-limited',
  'warn',
  'drift',
  'performance',
  'schema',
  'insufficient',
  'error',
] as const;
export type DriftStatus = (typeof driftStatuses)[number];

const share = z.strictObject({ reference: z.number(), current: z.number(), q: z.number() });

/** One column's result: effect with its unit, against threshold and expected noise. No cell value. */
export const driftColumnSchema = z.strictObject({
  column: z.string(),
  role: z.enum(['feature', 'prediction', 'label']),
  kind: z.string(),
  /** decides the run's state */
  important: z.boolean(),
  /** the weight of the input `importance`; 1, of dates 0, where it names none */
  importance: z.number(),
  status: z.enum(['ok', 'noise-limited', 'insufficient', 'warn', 'drift', 'schema']),
  /** `W1/std`, `JS base 2`, `changed share`; null: the values were not compared, `notes` say why */
  unit: z.string().nullable(),
  /** null with a unit: more than a double can hold */
  effect: z.number().nullable(),
  threshold: z.number().nullable(),
  /** what reaches the threshold: effect and q together, or one number alone, as a preset or a method wants it */
  decides: z.enum(['effect and q', 'distance', 'p-value']).nullable(),
  /** what two samples of these sizes from one population show on average, in the same unit; null with q where one number decides */
  noise: z.number().nullable(),
  pValue: z.number().nullable(),
  qValue: z.number().nullable(),
  missing: share.nullable(),
  /** share of current values that the reference never had; null where it did not keep all values */
  newCategories: z.number().nullable(),
  /** categories whose share changed most, where the input `samples` lets them be told */
  changes: z.array(z.strictObject({ value: z.string(), reference: z.number(), current: z.number() })),
  /** rows looked at */
  reference: z.number().int(),
  current: z.number().int(),
  notes: z.array(z.string()),
  /** effect as a multiple of the threshold in the remembered runs, oldest first, this run last */
  trend: z.array(z.number().nullable()),
  /** missing share in the same runs; empty where nothing ever was */
  missingTrend: z.array(z.number().nullable()),
});
export type DriftColumn = z.infer<typeof driftColumnSchema>;

const span = { start: z.iso.datetime(), end: z.iso.datetime() };
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

/** How well the model does, by the labels that arrived and by its scores alone. */
const performance = z.strictObject({
  /** how far a metric may fall below its baseline */
  margin: z.number(),
  metrics: z.array(
    z.strictObject({
      metric: z.enum(['auc', 'accuracy']),
      baseline: z.number(),
      /** assumes no concept drift */
      estimated: z.number().nullable(),
      /** standard error that sampling so many rows gives the metric; null without an estimate */
      estimatedError: z.number().nullable(),
      realised: interval.nullable(),
    }),
  ),
  /** rows with a label, and their share; null without `truth` or without rows that could have one */
  labelled: z.number().int(),
  coverage: z.number().nullable(),
  /** too few labels have arrived to judge by them */
  pending: z.boolean(),
  /** classes of the labels, where none of them is one that the model says: a broken schema, and nothing is judged by them */
  otherClasses: z.number().int().nullable(),
  /** the window with complete labels, where there are windows */
  window: z.strictObject(span).nullable(),
  alarm: z.enum(['realised', 'estimated']).nullable(),
});

/** What was done about a confirmed alarm. */
const retrain = z.strictObject({
  state: z.enum(['suggested', 'started', 'refused']),
  /** command that starts a training, where it is suggested */
  command: z.string().nullable(),
  /** why none was started */
  reason: z.string().nullable(),
  run: z.strictObject({ id: z.number().int(), url: z.string() }).nullable(),
});

/** Where the alarm stands after this run; `stateless`: earlier runs could not be read, so this run alone decides. */
export const alarmPhases = [
  'quiet',
  'unconfirmed',
  'entered',
  'ongoing',
  'recovering',
  'recovered',
  'accepted',
  'stateless',
] as const;

/** What drift-check saw in one window against one reference profile. */
export const driftCheckSchema = z.strictObject({
  ...header,
  action: z.literal('drift-check'),
  verdict: z.enum(driftStatuses),
  /** the status before debouncing over the last runs */
  observed: z.enum(driftStatuses),
  /** the last runs agree that this is no chance */
  confirmed: z.boolean(),
  alarm: z.strictObject({
    phase: z.enum(alarmPhases),
    /** alarming among the last `of` runs; `needed` of them confirm */
    alarming: z.number().int(),
    needed: z.number().int(),
    of: z.number().int(),
    /** consecutive runs with what alarms below 0.8 times its threshold; `cleanNeeded` of them end an alarm */
    clean: z.number().int(),
    cleanNeeded: z.number().int(),
  }),
  environment: z.string(),
  rule: z.strictObject({ name: z.string(), alpha: z.number(), minRows: z.number().int() }),
  reference: z.strictObject({
    /** in words: `birds@3 (production)`, `profile.json` */
    source: z.string(),
    kind: z.enum(['version', 'profile', 'data']),
    sha256,
    rows: z.number().int(),
    modelVersion: z.string().nullable(),
    createdAt: z.iso.datetime().nullable(),
  }),
  current: z.strictObject({ source: z.string(), files: z.number().int(), rows: z.number().int(), sha256 }),
  /** the stretch of event time that was judged; null: all rows */
  window: z
    .strictObject({
      ...span,
      column: z.string(),
      /** the latest event time of the data */
      newest: z.iso.datetime(),
      /** extended backwards for want of rows */
      widened: z.boolean(),
      /** begins when the version began to serve */
      cut: z.boolean(),
      /** rows of the data without a time: they are in no window */
      untimed: z.number().int(),
    })
    .nullable(),
  /** whether the data is of now */
  freshness: z.strictObject({
    /** the latest event time, where there are windows */
    newest: z.iso.datetime().nullable(),
    /** when an earlier run first looked at the very same data; null: none did, or nobody remembers */
    since: z.iso.datetime().nullable(),
    /** nothing new came for too long, as a scheduled run sees it */
    stale: z.boolean(),
  }),
  performance: performance.nullable(),
  /** worst first: important ones, then by status, then by effect against the threshold */
  columns: z.array(driftColumnSchema),
  /** columns of the current data that the reference does not know, the first ones */
  extra: z.array(z.string()),
  worstColumn: z.string().nullable(),
  /** how far the furthest important column went, of effect, missing share and new categories, in multiples of the threshold */
  maxEffect: z.number().nullable(),
  /** remembered runs, oldest first, this run last */
  history: z.array(z.strictObject({ at: z.string(), status: z.string(), maxEffect: z.number().nullable() })),
  issue: z.strictObject({ number: z.number().int(), url: z.string() }).nullable(),
  retrain: retrain.nullable(),
});
export type DriftCheckPredicate = z.infer<typeof driftCheckSchema>;
