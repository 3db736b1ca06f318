import type { Tone } from '../report/section.ts';

/** The verdicts of a run that judges something, from harmless to fatal. */
export const verdicts = [
  'pass',
  'warn',
  'accepted',
  'no-baseline',
  'skipped',
  'inconclusive',
  'fail',
  'error',
] as const;
export type Verdict = (typeof verdicts)[number];

/** What makes a step fail: `fail` by default, also `inconclusive`, or never (an `error` always does). */
export type FailOn = 'fail' | 'inconclusive' | 'never';

type Conclusion = 'success' | 'neutral' | 'failure';

interface Meaning {
  readonly check: Conclusion;
  readonly mayRegister: boolean;
  readonly mayDeploy: 'yes' | 'if-nothing-serves' | 'no';
  /** whether later candidates are compared with it; a refused one would lower the bar for its successors */
  readonly mayBeBaseline: boolean;
  readonly tone: Tone;
}

const passed: Meaning = { check: 'success', mayRegister: true, mayDeploy: 'yes', mayBeBaseline: true, tone: 'success' };
const blocked: Meaning = {
  check: 'failure',
  mayRegister: false,
  mayDeploy: 'no',
  mayBeBaseline: false,
  tone: 'failure',
};

/** The product's verdict table: what each verdict means for the check, for registration and for deployment. */
export const meaningOf: Readonly<Record<Verdict, Meaning>> = {
  pass: passed,
  warn: { ...passed, tone: 'warning' },
  accepted: { ...passed, tone: 'warning' },
  'no-baseline': { ...passed, mayDeploy: 'if-nothing-serves' },
  skipped: { check: 'neutral', mayRegister: false, mayDeploy: 'no', mayBeBaseline: true, tone: 'neutral' },
  inconclusive: { check: 'neutral', mayRegister: true, mayDeploy: 'no', mayBeBaseline: true, tone: 'warning' },
  fail: blocked,
  error: blocked,
};

/** Exit code of a verdict under `fail-on`: 0 or 1. */
export function exitCodeOf(verdict: Verdict, failOn: FailOn): 0 | 1 {
  if (verdict === 'error') return 1;
  if (verdict === 'fail') return failOn === 'never' ? 0 : 1;
  return verdict === 'inconclusive' && failOn === 'inconclusive' ? 1 : 0;
}

/** Conclusion of the check run under `fail-on`; it never contradicts the exit code. */
export const conclusionOf = (verdict: Verdict, failOn: FailOn): Conclusion =>
  exitCodeOf(verdict, failOn) === 1 ? 'failure' : verdict === 'fail' ? 'neutral' : meaningOf[verdict].check;
