import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { bytesText } from '@ml-actions/core/report/bytes';
import { code, codeBlock, escapeText, table } from '@ml-actions/core/report/markdown';
import type { Detail } from '@ml-actions/core/report/section';
import { commandText } from './argv.ts';
import { plural, shortDigest } from './wording.ts';

/** What went in and what came out, in one folded part: a reviewer opens it to repeat the training, not to judge it. */
export function originDetail(record: TrainPredicate): Detail {
  const { params, data, outputs } = record;
  const counts = [
    [Object.keys(params).length, 'parameter'],
    [data.length, 'data source'],
    [outputs.length, 'output file'],
  ] as const;
  const told = counts.flatMap(([count, noun]) => (count > 0 ? [plural(count, noun)] : []));
  const parts = [...inputDetails(record), ...outputsDetail(record)];
  return {
    summary: `How it was made: ${['command', ...told].join(', ')}`,
    body: parts.map(({ summary, body }) => `**${summary}**\n\n${body}`).join('\n\n'),
  };
}

function inputDetails({
  params,
  data,
  environment,
  command,
  setup,
  workingDirectory,
}: TrainPredicate): readonly Detail[] {
  const values = Object.entries(params);
  const { lockfile, packages } = environment;
  const pinned = Object.entries(packages);
  return [
    ...(values.length > 0
      ? [
          {
            summary: plural(values.length, 'parameter'),
            body: table(
              ['parameter', 'value'],
              values.map(([name, value]) => [code(name), code(JSON.stringify(value))]),
              ['left', 'right'],
            ),
          },
        ]
      : []),
    ...(data.length > 0 ? [{ summary: `Data: ${plural(data.length, 'source')}`, body: dataTable(data) }] : []),
    ...(setup ? [{ summary: 'Set-up', body: codeBlock(commandText(setup), 'sh') }] : []),
    {
      summary: workingDirectory === '.' ? 'Command' : `Command in ${escapeText(workingDirectory)}`,
      body: codeBlock(commandText(command), 'sh'),
    },
    ...(lockfile
      ? [
          {
            summary: `Environment: ${pinned.length > 0 ? plural(pinned.length, 'package') : 'no version'} pinned by ${escapeText(lockfile.path)}`,
            body: packageTable(pinned),
          },
        ]
      : []),
  ];
}

const dataTable = (data: TrainPredicate['data']): string =>
  table(
    ['name', 'path', 'files', 'size', 'sha256'],
    data.map(({ name, path, count, size, sha256 }) => [
      code(name),
      code(path),
      String(count),
      bytesText(size),
      shortDigest(sha256),
    ]),
    ['left', 'left', 'right', 'right', 'left'],
  );

/** A lock file of a large project pins hundreds; the file itself is in the repository. */
const PACKAGES_SHOWN = 60;

function packageTable(pinned: readonly (readonly [string, string])[]): string {
  if (pinned.length === 0) return 'It pins no version (`name==version`), so changes of packages cannot be named.';
  const rows = pinned.slice(0, PACKAGES_SHOWN).map(([name, version]) => [code(name), code(version)]);
  const more = pinned.length - rows.length;
  return `${table(['package', 'version'], rows, ['left', 'right'])}${more > 0 ? `\n\nand ${more} more` : ''}`;
}

/** More rows say nothing new; the record names them all. */
const OUTPUTS_SHOWN = 40;

function outputsDetail({ outputs }: TrainPredicate): readonly Detail[] {
  if (outputs.length === 0) return [];
  const rows = outputs
    .slice(0, OUTPUTS_SHOWN)
    .map(({ role, path, size, sha256 }) => [role, code(path), bytesText(size), shortDigest(sha256)]);
  const more = outputs.length - rows.length;
  const body = table(['role', 'path', 'size', 'sha256'], rows, ['left', 'left', 'right', 'left']);
  const summary = `Outputs: ${plural(outputs.length, 'file')}`;
  return [{ summary, body: more > 0 ? `${body}\n\nand ${more} more` : body }];
}
