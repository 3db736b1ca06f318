import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type LocatedShard, readShard } from './shard.ts';

/** What all shards of one run must agree on. */
export interface Expected {
  readonly model: string;
  readonly run: string;
  readonly engine: string;
}

const where = 'states';

/**
 * The shards of a run, each once and all of them, in their order.
 *
 * @param folders absolute; each holds what one shard handed over
 * @throws InputError for a shard that is missing, twice, of another run, model or engine, and for a file in two of them
 */
export async function gather(folders: readonly string[], expected: Expected): Promise<readonly LocatedShard[]> {
  const shards = await Promise.all(folders.map(readShard));
  for (const shard of shards) refuseForeign(shard, expected);
  shards.sort((a, b) => a.number - b.number);
  refuseIncomplete(shards);
  refuseTwice(shards);
  return shards;
}

function refuseForeign({ number, of, ...shard }: LocatedShard, expected: Expected): void {
  for (const fact of ['model', 'run', 'engine'] as const) {
    if (shard[fact] === expected[fact]) continue;
    throw inputProblem({
      where,
      what: `shard ${number} of ${of} is of another ${fact}`,
      got: quoted(shard[fact]),
      expected: quoted(expected[fact]),
      next: 'Let `map` and `reduce` be jobs of one run, with the same version of the action.',
    });
  }
}

function refuseIncomplete(shards: readonly LocatedShard[]): void {
  const totals = [...new Set(shards.map(({ of }) => of))];
  const [of, other] = totals;
  if (of === undefined)
    throw inputProblem({
      where,
      what: 'no shard has reported',
      next: 'Let the jobs with `mode: map` end before this one: `needs:`.',
    });
  if (other !== undefined)
    throw inputProblem({
      where,
      what: 'the shards are not of one whole',
      got: shards.map((shard) => `${shard.number}/${shard.of}`).join(', '),
      expected: 'the same total in all of them',
      next: 'Set `shard` to NUMBER/TOTAL in every `map` job, and remove states of an earlier division.',
    });
  const numbers = shards.map(({ number }) => number);
  const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
  if (twice !== undefined)
    throw inputProblem({
      where,
      what: `shard ${twice} of ${of} has reported twice`,
      next: 'Give every `map` job a number of its own: `shard: ${{ matrix.shard }}/3`.',
    });
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !numbers.includes(number));
  if (missing.length > 0)
    throw inputProblem({
      where,
      what: `shard ${missing.join(', ')} of ${of} has not reported`,
      got: `${shards.length} of ${of}`,
      next: "Look at that job's log; nothing is judged without it.",
    });
}

function refuseTwice(shards: readonly LocatedShard[]): void {
  const seen = new Map<string, number>();
  for (const { number, inputs } of shards)
    for (const { name, files } of inputs)
      for (const { path } of files) {
        const key = JSON.stringify([name, path]);
        const other = seen.get(key);
        if (other !== undefined)
          throw inputProblem({
            where,
            what: `${quoted(path)} of ${quoted(name)} is in shard ${other} and in shard ${number}`,
            expected: 'every file in one shard',
            next: 'Name the files of each shard by its number in `data`.',
          });
        seen.set(key, number);
      }
}
