import { code } from '@ml-actions/core/report/markdown';
import { blockingRows, unacceptable } from '../acceptance.ts';
import type { Command } from './command.ts';
import type { JudgedGate } from './judged.ts';

/** The gates that a command is about, with the checks it covers in each. */
export interface Covered {
  readonly judged: JudgedGate & { readonly gate: NonNullable<JudgedGate['gate']> };
  readonly checks: readonly string[];
}

/** Which blocking checks a command covers, or why it covers none. */
export function coveredBy(
  { checks, gate: wanted }: Command,
  gates: readonly JudgedGate[],
): readonly Covered[] | { readonly problem: string } {
  const asked = gates.filter(({ record }) => wanted === null || record.predicate.id === wanted);
  if (asked.length === 0)
    return problem(wanted === null ? 'there is no gate to accept' : `there is no gate ${code(wanted)}`);
  const blocked = asked.flatMap(acceptableRows);
  if (blocked.length === 0) return problem(asked.map(whyNot).join('; '));
  if (checks === 'all') return blocked.map(({ judged, names }) => ({ judged, checks: names }));
  const covered = new Map<Covered['judged'], string[]>();
  for (const name of checks) {
    const holders = blocked.filter(({ names }) => names.includes(name));
    const [only] = holders;
    if (!only)
      return problem(
        unknownCheck(
          name,
          asked,
          blocked.flatMap(({ names }) => names),
        ),
      );
    if (holders.length > 1)
      return problem(
        `${code(name)} blocks in several gates: name one with ${code('of MODEL/GATE')} (${idsOf(holders)})`,
      );
    covered.set(only.judged, [...(covered.get(only.judged) ?? []), name]);
  }
  return [...covered].map(([judged, names]) => ({ judged, checks: names }));
}

interface Blocked {
  readonly judged: Covered['judged'];
  readonly names: readonly string[];
}

function acceptableRows(judged: JudgedGate): Blocked[] {
  const { gate } = judged;
  if (gate === null || unacceptable(gate) !== null) return [];
  return [{ judged: { ...judged, gate }, names: blockingRows(gate).map(({ name }) => name) }];
}

const whyNot = ({ record, gate }: JudgedGate): string =>
  `gate ${code(record.predicate.id)}: ${gate === null ? 'it could not be decided, and an error cannot be accepted' : unacceptable(gate)}`;

/** A check that is there but does not block is not unknown. */
function unknownCheck(name: string, asked: readonly JudgedGate[], blocking: readonly string[]): string {
  const row = asked.flatMap(({ gate }) => gate?.checks ?? []).find((one) => one.name === name);
  const what = row ? `${code(name)} does not block` : `there is no check ${code(name)}`;
  return `${what}; what blocks: ${blocking.map((one) => code(one)).join(', ')}`;
}

const idsOf = (holders: readonly Blocked[]): string =>
  holders.map(({ judged }) => code(judged.record.predicate.id)).join(', ');

const problem = (text: string) => ({ problem: text });
