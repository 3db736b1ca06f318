import type { Reading, Spot } from '../contract/reading.ts';
import type { Severity } from '../rule.ts';
import { type Choice, type Draft, draftOf, type Imported } from './draft.ts';
import { EXPECTATION_SUPPORT, EXPECTATIONS, UNSUPPORTED } from './expectations.ts';
import { entriesOf } from './values.ts';

export const GX_SUPPORT = [
  ...EXPECTATION_SUPPORT,
  { rule: 'row_condition', native: null, note: 'written in the language of pandas, Spark or GX' },
  { rule: '$PARAMETER', native: null, note: 'has a value only while GX runs' },
];

const SUITE_KEYS = [
  'name',
  'expectation_suite_name',
  'expectations',
  'meta',
  'id',
  'ge_cloud_id',
  'notes',
  'data_asset_type',
  'evaluation_parameters',
  'suite_parameters',
  'description',
];
const KEYS = [
  'type',
  'expectation_type',
  'kwargs',
  'meta',
  'id',
  'ge_cloud_id',
  'notes',
  'severity',
  'description',
  'rendered_content',
  'expectation_context',
  'success_on_last_run',
];
/** Arguments that every expectation may have; what is not `column` or `mostly` is about GX's own run. */
const SHARED = [
  'column',
  'mostly',
  'result_format',
  'catch_exceptions',
  'include_config',
  'batch_id',
  'meta',
  'condition_parser',
  'auto',
  'profiler_config',
  'row_condition',
];
const SEVERITY: Readonly<Record<string, Severity>> = { critical: 'fail', warning: 'warn', info: 'info' };

/** Translates a suite of Great Expectations, 0.x or 1.x (JSON). */
export function importGx(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  for (const spot of entriesOf(reading, reading.top, SUITE_KEYS).items('expectations')) expectation(draft, spot);
  return draft.finish();
}

function expectation(draft: Draft, spot: Spot): void {
  const { reading } = draft;
  const entries = entriesOf(reading, spot, KEYS);
  const rule = entries.text('type') ?? entries.text('expectation_type') ?? '';
  const place = entries.at(entries.has('type') ? 'type' : 'expectation_type');
  const all = entries.below('kwargs') ?? entriesOf(reading, { ...spot, node: null });
  const column = all.text('column');
  const found = Object.hasOwn(EXPECTATIONS, rule) ? EXPECTATIONS[rule] : undefined;
  const parameter = all.keys().find((key) => isParameter(all.value(key)));
  if (!found && Object.hasOwn(UNSUPPORTED, rule)) draft.refuse(place, rule, UNSUPPORTED[rule] ?? '', column);
  else if (!found) draft.unknown(place, rule, Object.keys(EXPECTATIONS), column);
  else if (all.has('row_condition')) draft.refuse(place, rule, 'its `row_condition` is no SQL', column);
  else if (parameter !== undefined) draft.refuse(place, rule, `its ${parameter} is a parameter of the run`, column);
  else {
    const args = entriesOf(reading, { ...all.spot, line: place.line }, [...SHARED, ...found.args]);
    const severity = SEVERITY[entries.text('severity') ?? 'critical'];
    if (!severity)
      reading.report(entries.at('severity'), {
        what: 'severity is none of GX',
        expected: Object.keys(SEVERITY).join(', '),
      });
    const modifiers = { ...(severity && severity !== 'fail' && { severity }) };
    found.translate({ draft, rule, args, line: place.line, modifiers });
  }
}

const isParameter = (value: unknown): boolean => typeof value === 'object' && value !== null && '$PARAMETER' in value;
