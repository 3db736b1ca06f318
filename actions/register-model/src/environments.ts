import { inputProblem } from '@ml-actions/core/error';
import type { Config } from '@ml-actions/core/runner/config';

/**
 * The alias of an environment says what serves there; only deploy moves it, once the endpoint has proven its identity.
 *
 * @throws InputError when register-model was told to move such an alias
 */
export function checkAliasIsFree(alias: string, config: Config): void {
  const deploy = config.section('deploy');
  const many = deploy.get('environments')?.value;
  const known = [deploy.get('environment')?.value, ...(many && typeof many === 'object' ? Object.keys(many) : [])];
  if (!known.includes(alias)) return;
  throw inputProblem({
    where: 'alias',
    what: `\`${alias}\` is the alias of an environment, which only deploy moves`,
    next: 'Choose another name, or leave the default `candidate`.',
  });
}
