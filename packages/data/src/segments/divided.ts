import type { OfValue } from '../measure.ts';
import { isScanned, type ScanRule } from '../planner.ts';
import type { Rule } from '../rule.ts';
import type { Dialect } from '../sql/dialect.ts';

/** Whether aggregates answer a rule, which a scan can group by the segments. */
export const isGrouped = (rule: Rule, dialect: Dialect): rule is ScanRule =>
  isScanned(rule) && (rule.measure.by === 'count' || divides(rule.measure, dialect));

/** Whether one query answers a rule in all segments; else each of them is asked. */
export const isDivided = (rule: Rule, dialect: Dialect): boolean =>
  isGrouped(rule, dialect) || (rule.measure.by === 'statement' && rule.measure.inGroups !== undefined);

const divides = ({ uses }: OfValue, { dividesQuantiles }: Dialect): boolean =>
  uses === undefined || (uses === 'quantile' && dividesQuantiles);
