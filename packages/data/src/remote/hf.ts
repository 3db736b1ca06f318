import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type Access, bearer, type Env, endpoint, keyUrl } from './access.ts';

const FORM = /^hf:\/\/datasets\/([\w.-]+\/[\w.-]+)(?:@([^/]+))?\/(.+)$/s;
/** A commit: a branch or tag may move between the check and the training. */
const COMMIT = /^[0-9a-f]{40}$/;

/** A file of a dataset on the Hugging Face Hub, `hf://datasets/OWNER/NAME@COMMIT/PATH`; `HF_TOKEN` opens private ones. */
export function hfAccess(uri: string, env: Env): Access {
  const [, name = '', revision = '', path = ''] = FORM.exec(uri) ?? [];
  if (!COMMIT.test(revision))
    throw inputProblem({
      where: 'remote',
      what: 'names no pinned revision',
      got: quoted(uri),
      expected: 'hf://datasets/OWNER/NAME@COMMIT/PATH with a commit of 40 hexadecimal digits',
    });
  const base = endpoint(env, ['HF_ENDPOINT'], 'https://huggingface.co');
  return bearer(keyUrl(base, ['datasets', name, 'resolve', revision, path]), env.HF_TOKEN);
}
