import { type Access, bearer, containerAndKey, type Env, endpoint, keyUrl } from './access.ts';

/**
 * An object of Google Cloud Storage over its XML API. The token is what google-github-actions/auth gives with
 * `token_format: access_token`, or gcloud's own variable; without it the object must be public.
 */
export function gsAccess(uri: string, env: Env): Access {
  const { container, key } = containerAndKey(uri);
  const base = endpoint(env, ['STORAGE_EMULATOR_HOST'], 'https://storage.googleapis.com');
  return bearer(keyUrl(base, [container, key]), env.GOOGLE_OAUTH_ACCESS_TOKEN || env.CLOUDSDK_AUTH_ACCESS_TOKEN);
}
