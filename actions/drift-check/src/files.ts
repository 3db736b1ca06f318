import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { withoutQuery } from '@ml-actions/core/path/address';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Engine } from '@ml-actions/data/engine';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';
import type { Source } from '@ml-actions/data/source';
import type { Current } from './current.ts';
import type { DriftInputs } from './inputs.ts';
import { fromRows } from './reference.ts';
import type { Identified, Site } from './site.ts';

/** Files, read here by DuckDB. The code that reads is loaded where it is needed. */
export function filesSite(inputs: DriftInputs, ports: Ports, engine: Engine, remote: Remote | null): Site<Source> {
  const fetched = remote?.fetched ?? [];
  const site: Site<Source> = {
    fetched,
    async current() {
      const { openCurrent } = await import('./current.ts');
      return openCurrent(inputs, ports, engine, fetched);
    },
    async fromFiles(path) {
      const { openSource } = await import('@ml-actions/data/source');
      const root = ports.run.workspace;
      const source = await openSource(engine, { name: 'reference', paths: [path], root, fetched });
      return fromRows(source, withoutQuery(path), inputs, ports, site);
    },
    async timeline(source, column) {
      const { timelineOf } = await import('@ml-actions/data/drift/window');
      return timelineOf(engine, source, column, 'timestamp-column');
    },
    async count(profile, sources) {
      const { countAgainst } = await import('@ml-actions/data/profile/count');
      return countAgainst(engine, profile, sources);
    },
    async profile(profiled, salt) {
      const { buildProfile } = await import('@ml-actions/data/profile/build');
      return buildProfile(engine, profiled, salt);
    },
    async periods(profile, source, past) {
      const { periodsOf } = await import('@ml-actions/data/drift/periods');
      return periodsOf(engine, profile, source, past);
    },
    async clusterShare(sources, column) {
      const { clusterShare } = await import('@ml-actions/data/drift/clusters');
      return clusterShare(engine, sources, column);
    },
    async named(reference, current, rows, named) {
      const { namedEffects } = await import('@ml-actions/data/drift/named');
      return namedEffects(reference, current, rows && { ...rows, engine }, named);
    },
    async performance({ performance: baseline }, { sources: [source], truth }, stretch) {
      if (!baseline || !source) return null;
      const { performanceOf } = await import('./performance.ts');
      return performanceOf(engine, { baseline, source, truth, stretch, minRows: inputs['min-rows'] });
    },
    identify,
  };
  return site;
}

async function identify(sources: readonly Source[], _rows: number, { own }: Current): Promise<Identified> {
  const { digestFiles } = await import('@ml-actions/data/fingerprint');
  const digests = await Promise.all(sources.map(digestFiles));
  const files = digests.flatMap((digest) => digest.files);
  const [first] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  const paths = new Set(own.files.map(({ path }) => path));
  const bytes = files.filter(({ path }) => paths.has(path)).map((file) => file.sha256);
  return {
    identity: { source: `${first?.path ?? ''}${more}`, files: files.length, sha256: sha256(canonical(files)) },
    content: sha256(canonical(bytes.sort())),
  };
}
