import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';
import { code } from '@ml-actions/core/report/markdown';
import { shown, shownChange } from '@ml-actions/metrics/format';

/** Numbers of rows are estimates: two digits. */
const rowDigits = 2;

/** Whether the test set can see what the policy forbids, for the check where it sees worst. Empty without a test; a failed check
 * was seen. */
export function sightLine(checks: readonly GateRow[]): string {
  const [worst] = checks.filter(isTested).sort((a, b) => b.detectable / b.margin - a.detectable / a.margin);
  if (!worst) return '';
  const { metric, n, detectable, margin, proportion } = worst;
  const size = (change: number) => shownChange(change, proportion, { sign: false, digits: rowDigits });
  const sees = `${countText(n)} rows see a change of ${size(detectable)} in ${code(metric)} (80 % power), ${size(margin)} is allowed`;
  if (detectable <= margin) return `**Can this test see it?** Yes: ${sees}.`;
  const needed = countText(Number(shown(n * (detectable / margin) ** 2, rowDigits)));
  return `**Can this test see it?** Not reliably: ${sees}. About ${needed} rows would.`;
}

type Tested = GateRow & { readonly n: number; readonly detectable: number; readonly margin: number };

const isTested = (row: GateRow): row is Tested =>
  row.status !== 'fail' && row.n !== null && row.detectable !== null && row.margin !== null && row.margin > 0;
