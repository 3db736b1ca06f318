import { inputProblem } from '@ml-actions/core/error';
import { type Access, bearer, containerAndKey, type Env, endpoint, keyUrl } from './access.ts';

/** The version of the REST API; bearer tokens need 2017-11-09 or later (Azure Storage REST, "Authorize with Entra ID"). */
const VERSION = '2021-12-02';

/**
 * A blob `az://container/name` of the account in `AZURE_STORAGE_ACCOUNT`, by a shared access signature
 * (`AZURE_STORAGE_SAS_TOKEN`), a token for storage.azure.com (`AZURE_STORAGE_ACCESS_TOKEN`), or as a public one.
 */
export function azAccess(uri: string, env: Env): Access {
  const { container, key } = containerAndKey(uri);
  const account = env.AZURE_STORAGE_ACCOUNT ?? '';
  if (!env.AZURE_STORAGE_SERVICE_ENDPOINT && !/^[a-z0-9]{3,24}$/.test(account))
    throw inputProblem({
      where: 'AZURE_STORAGE_ACCOUNT',
      what: 'does not name the storage account',
      got: JSON.stringify(account),
      expected: '3 to 24 lower-case letters and digits',
    });
  const base = endpoint(env, ['AZURE_STORAGE_SERVICE_ENDPOINT'], `https://${account}.blob.core.windows.net`);
  const url = keyUrl(base, [container, key]);
  const signature = env.AZURE_STORAGE_SAS_TOKEN?.replace(/^\?/, '');
  if (signature) url.search = signature;
  return bearer(url, signature ? undefined : env.AZURE_STORAGE_ACCESS_TOKEN, { 'x-ms-version': VERSION });
}
