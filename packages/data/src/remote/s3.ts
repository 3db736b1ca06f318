import { inputProblem } from '@ml-actions/core/error';
import { type Access, containerAndKey, type Env, endpoint, keyUrl } from './access.ts';

/** Where the region counts for nothing, as with most S3-compatible servers, this one is signed for. */
const USUAL_REGION = 'us-east-1';

/**
 * An object of S3, or of a server that speaks it (`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`). Credentials are those that
 * aws-actions/configure-aws-credentials leaves in the environment; without them the request is anonymous.
 */
export function s3Access(uri: string, env: Env): Access {
  const { container, key } = containerAndKey(uri);
  return signed(keyUrl(...place(container, env, key)), env);
}

/** The listing of a bucket (ListObjectsV2). */
export function s3Listing(bucket: string, query: Readonly<Record<string, string>>, env: Env): Access {
  const url = keyUrl(...place(bucket, env));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return signed(url, env);
}

/** Servers that only speak S3, and buckets whose dots no certificate covers, have the bucket in the path. */
function place(bucket: string, env: Env, key?: string): [URL, string[]] {
  const own = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL;
  const rest = key === undefined ? [] : [key];
  if (own) return [endpoint(env, ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'], own), [bucket, ...rest]];
  const host = `s3.${regionOf(env)}.amazonaws.com`;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw inputProblem({ where: 'remote', what: 'is no name of a bucket', got: JSON.stringify(bucket) });
  if (bucket.includes('.')) return [new URL(`https://${host}`), [bucket, ...rest]];
  return [new URL(`https://${bucket}.${host}`), key === undefined ? [''] : [key]];
}

function regionOf(env: Env): string {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || USUAL_REGION;
  if (/^[a-z0-9-]+$/.test(region)) return region;
  throw inputProblem({ where: 'AWS_REGION', what: 'is no region', got: JSON.stringify(region) });
}

/** AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests"). */
function signed(url: URL, env: Env): Access {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  return {
    url,
    async headers(at, extra) {
      if (!accessKeyId || !secretAccessKey) return { ...extra };
      const { AwsV4Signer } = await import('aws4fetch');
      const signer = new AwsV4Signer({
        method: 'GET',
        url: at.href,
        headers: { ...extra },
        accessKeyId,
        secretAccessKey,
        ...(token && { sessionToken: token }),
        service: 's3',
        region: regionOf(env),
      });
      const { headers } = await signer.sign();
      headers.delete('host'); // signed as what fetch sends by itself
      return Object.fromEntries(headers);
    },
  };
}
