import type { Reading, Spot } from '../../contract/reading.ts';
import type { Severity } from '../../rule.ts';
import { type Choice, type Draft, draftOf, type Imported, type Modifiers } from '../draft.ts';
import { EXPECTATIONS, UNSUPPORTED } from '../expectation/expectations.ts';
import type { Translation } from '../expectation/translation.ts';
import { type Entries, entriesOf } from '../values.ts';
import { conditionOf } from './condition.ts';
import { EXPECTATION, kwargsOf, SUITE } from './keys.ts';

export const SEVERITY: Readonly<Record<string, Severity>> = { critical: 'fail', warning: 'warn', info: 'info' };

/** Translates a suite of Great Expectations, 0.x or 1.x (JSON). */
export function importGx(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  for (const spot of draft.open(reading.top, SUITE).items('expectations'))
    expectation(draft, draft.open(spot, EXPECTATION));
  return draft.finish();
}

function expectation(draft: Draft, entries: Entries): void {
  const rule = entries.text('type') ?? entries.text('expectation_type') ?? '';
  const place = entries.at(entries.has('type') ? 'type' : 'expectation_type');
  const all = entries.below('kwargs') ?? entriesOf(draft.reading, { ...entries.spot, node: null });
  const column = all.text('column');
  const found = Object.hasOwn(EXPECTATIONS, rule) ? EXPECTATIONS[rule] : undefined;
  const parameter = all.keys().find((key) => isParameter(all.value(key)));
  if (!found && Object.hasOwn(UNSUPPORTED, rule)) draft.refuse(place, rule, UNSUPPORTED[rule] ?? '', column);
  else if (!found) draft.unknown(place, rule, Object.keys(EXPECTATIONS), column);
  else if (parameter !== undefined) draft.refuse(place, rule, `its ${parameter} is a parameter of the run`, column);
  else {
    const args = draft.open({ ...all.spot, line: place.line }, kwargsOf(rule, found), column);
    const where = whereOf(draft, args, found, { rule, place, column });
    const modifiers = { ...severityOf(draft, entries), ...where };
    if (where) found.translate({ draft, rule, args, line: place.line, modifiers });
  }
}

function severityOf({ reading }: Draft, entries: Entries): Modifiers {
  const severity = SEVERITY[entries.text('severity') ?? 'critical'];
  if (!severity)
    reading.report(entries.at('severity'), {
      what: 'severity is none of GX',
      expected: Object.keys(SEVERITY).join(', '),
    });
  return severity && severity !== 'fail' ? { severity } : {};
}

interface Asked {
  readonly rule: string;
  readonly place: Spot;
  readonly column: string | undefined;
}

/** The condition on the rows; undefined: refused. */
function whereOf(
  draft: Draft,
  args: Entries,
  found: Translation,
  { rule, place, column }: Asked,
): Modifiers | undefined {
  if (!args.has('row_condition')) return {};
  const condition = conditionOf(args.value('row_condition'), args.text('condition_parser'));
  if (!condition || found.isWhole) {
    draft.refuse(
      place,
      rule,
      found.isWhole ? 'its `row_condition` leaves out no row' : 'its `row_condition` is not known here',
      column,
    );
    return undefined;
  }
  for (const { name, operands } of condition.columns) draft.hint(name, operands, place.line);
  return { where: condition.sql };
}

const isParameter = (value: unknown): boolean => typeof value === 'object' && value !== null && '$PARAMETER' in value;
