import { isAbsolute, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import * as z from 'zod';

const argv = z.tuple([z.string().min(1)], z.string());
const path = z.string().regex(/^\/[^\s?#]*$/, 'a path that starts with `/`');

/** 300 s and 3 answers in a row: research/deploy.md, section 4. */
const READY_SECONDS = 300;

/** `target-config` of the target `directory`. */
export const directoryConfigSchema = z.strictObject({
  /** directory of `current` and `releases/`; relative paths start where those of the inputs do */
  path: z.string().min(1),
  /** base address of the endpoint that serves `current`; without it the switched bytes are the proof */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** starts the candidate for its probe; `{release}`, `{port}`, `{digest}` are replaced */
  'serve-command': argv.optional(),
  /** tells the server that `current` moved */
  'reload-command': argv.optional(),
  'ready-path': path.default('/v2/health/ready'),
  /** answers with the model's digest: header `X-Model-Digest` or `parameters.digest` of JSON */
  'identity-path': path.optional(),
  'infer-path': path.optional(),
  /** how long candidate and endpoint may take to become ready, seconds */
  'ready-timeout': z.number().positive().default(READY_SECONDS),
});
export type DirectoryConfig = z.infer<typeof directoryConfigSchema>;

/**
 * Reads `target-config`.
 *
 * @throws InputError for anything the schema does not know
 */
export function readConfig(value: unknown): DirectoryConfig {
  const parsed = directoryConfigSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw inputProblem({
    where: 'target-config',
    what: 'does not fit the target `directory`',
    got: problems.join('; '),
    expected: '`path`, and optionally `url`, `serve-command`, `reload-command`',
    next: 'See the table of keys in the README.',
  });
}

/** The directory of a target, absolute. */
export const directoryOf = ({ path: wanted }: DirectoryConfig, base: string): string =>
  isAbsolute(wanted) ? wanted : resolve(base, wanted);
