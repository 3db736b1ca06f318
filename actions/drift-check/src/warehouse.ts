import { inputProblem } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { withoutQuery } from '@ml-actions/core/path/address';
import { quoted } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';
import type { Table } from '@ml-actions/data/source';
import type { TrinoEngine } from '@ml-actions/data/trino/engine';
import type { Current } from './current.ts';
import { withEngine } from './engine.ts';
import { filesSite } from './files.ts';
import type { DriftInputs } from './inputs.ts';
import type { Site } from './site.ts';
import { serving } from './stored.ts';

/**
 * A table of a warehouse, counted by Trino where it is.
 * @throws InputError for inputs that need its values here
 */
export async function warehouseSite(inputs: DriftInputs, ports: Ports, remote: Remote | null): Promise<Site<Table>> {
  refuseInputsOfFiles(inputs);
  const { openTrino } = await import('@ml-actions/data/trino/engine');
  const { connectionOf } = await import('@ml-actions/data/trino/inputs');
  const engine = await openTrino(connectionOf('drift-check', inputs['engine-config'], ports), ports.signal);
  const path = pathOf(inputs);
  const site: Site<Table> = {
    fetched: remote?.fetched ?? [],
    current: () => openCurrent(engine, path, inputs),
    async fromFiles(file) {
      if (inputs['cluster-column'] !== undefined)
        throw cannot(
          'cluster-column',
          'counts clusters of the reference too, and these are files',
          'Write a profile of them first.',
        );
      const built = await withEngine(ports, remote, (duckdb) =>
        filesSite(inputs, ports, duckdb, remote).fromFiles(file),
      );
      return { ...built, rows: null };
    },
    async timeline(table, column) {
      const { timelineOfTable } = await import('@ml-actions/data/trino/window');
      return timelineOfTable(engine, table, column, 'timestamp-column');
    },
    async count(profile, tables) {
      const { countTables } = await import('@ml-actions/data/trino/profile/count');
      return countTables(engine, profile, tables);
    },
    async profile(profiled, salt, reference) {
      const frames = await framesOf(inputs, ports, reference);
      if (salt !== null && frames.values === 'plain') throw spelledOut();
      const ignored = new Set(profiled.flatMap(({ ignore = [] }) => ignore));
      const columns = frames.columns.filter((column) => !ignored.has(column.of?.column ?? column.name));
      const { countTables } = await import('@ml-actions/data/trino/profile/count');
      const { onBorrowedFrames } = await import('@ml-actions/data/profile/borrowed');
      const tables = profiled.map(({ source }) => source);
      return onBorrowedFrames(await countTables(engine, { ...frames, columns }, tables));
    },
    async periods(profile, table, past) {
      const { periodsOn } = await import('@ml-actions/data/drift/periods');
      return periodsOn(await site.timeline(table, past.column), past, (tables) => site.count(profile, tables));
    },
    async clusterShare(tables, column) {
      const { clusterShare } = await import('@ml-actions/data/drift/clusters');
      return clusterShare(engine, tables, column);
    },
    async named(reference, current, _rows, named) {
      const { namedEffects } = await import('@ml-actions/data/drift/named');
      await refuseMethodsOfRows(named.methods);
      return namedEffects(reference, current, null, named);
    },
    async performance({ performance }) {
      if (performance)
        ports.log.notice(
          'performance: not looked at: it needs scores here, and `engine: trino` leaves them where they are.',
        );
      return null;
    },
    async identify(tables, rows) {
      const { fingerprintTable } = await import('@ml-actions/data/trino/fingerprint');
      const found = [];
      for (const table of tables) found.push(await fingerprintTable(engine, table));
      checkRows(path, found[0]?.rows, rows);
      const content = sha256(canonical(found));
      return { identity: { source: path, files: 0, sha256: content }, content };
    },
  };
  return site;
}

/** The frames that the rows of a table are counted on; a reference of earlier rows has borrowed its own. */
async function framesOf(
  { reference: asked, environment }: DriftInputs,
  ports: Ports,
  reference: Profile | undefined,
): Promise<Profile> {
  if (reference && asked !== 'previous-window' && asked !== 'same-weekday') return reference;
  return (await serving(environment, ports)).profile;
}

const spelledOut = (): Error =>
  cannot(
    'profile-out',
    'the reference spells out its categories, and a profile of a table keeps them, where others may read it',
    'Take a reference whose values are hashed, as train writes it here, or set `samples: values-in-public`.',
  );

const cannot = (where: string, what: string, next: string): Error => inputProblem({ where, what, next });

/** Inputs that need values in this process, where they are set. */
function refuseInputsOfFiles(inputs: DriftInputs): void {
  const refused = [
    ['truth', inputs.truth !== undefined],
    ['join-key', inputs['join-key'] !== undefined],
    ['preset', inputs.preset !== 'default'],
    ['fail-on', inputs['fail-on'] === 'performance'],
  ] as const;
  for (const [input, isSet] of refused)
    if (isSet)
      throw inputProblem({
        where: input,
        what: 'cannot be had from `engine: trino`, which leaves values where they are',
        got: String(inputs[input]),
        next: 'Leave it out, or check files with `duckdb`.',
      });
}

async function refuseMethodsOfRows(methods: DriftInputs['methods']): Promise<void> {
  const { COUNT_METHODS, isCountMethod } = await import('@ml-actions/data/drift/count-method');
  const other = Object.entries(methods).find(([, method]) => !isCountMethod(method));
  if (other)
    throw inputProblem({
      where: `methods: ${quoted(other[0])}`,
      what: 'this method needs the rows of both sides, and `engine: trino` leaves them where they are',
      got: quoted(other[1]),
      expected: COUNT_METHODS.join(', '),
    });
}

function pathOf(inputs: DriftInputs): string {
  const [path, more] = inputs.current;
  if (path !== undefined && more === undefined) return path;
  throw inputProblem({
    where: 'current',
    what: 'several tables are no one data',
    got: inputs.current.map(withoutQuery).join(', '),
    next: 'Name one table, or a view over them.',
  });
}

async function openCurrent(engine: TrinoEngine, path: string, { predictions }: DriftInputs): Promise<Current<Table>> {
  const { openTable } = await import('@ml-actions/data/trino/table');
  const table = await openTable(engine, { name: 'current', path, allowEmpty: false });
  if (predictions !== undefined && !table.columns.some(({ name }) => name === predictions))
    throw inputProblem({
      where: 'predictions',
      what: `the table has no column ${quoted(predictions)}`,
      next: 'Name a column of `current`; a view can join predictions that are in a table of their own.',
    });
  return { sources: [table], own: table, predictionsFile: false, brought: new Set(), truth: null };
}

function checkRows(path: string, now: number | undefined, before: number): void {
  if (now === before) return;
  throw inputProblem({
    where: 'current',
    what: `the table ${quoted(path)} changed while it was counted`,
    got: `${before} rows, then ${now}`,
    next: 'Run the check again, or check a window that nobody writes to.',
  });
}
