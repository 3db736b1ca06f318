import { DefaultArtifactClient } from '@actions/artifact';

/** What a job's step would do with artifacts: `upload NAME ROOT FILE...`, `list`, `download ID FOLDER`, `delete NAME`. */
async function main([verb, first = '', second = '', ...files]: readonly string[]): Promise<unknown> {
  const client = new DefaultArtifactClient();
  if (verb === 'upload') return client.uploadArtifact(first, files, second);
  if (verb === 'list') return (await client.listArtifacts()).artifacts;
  if (verb === 'download') return client.downloadArtifact(Number(first), { path: second });
  if (verb === 'delete') return client.deleteArtifact(first);
  throw new Error(`no verb ${verb}`);
}

process.stdout.write(`${JSON.stringify(await main(process.argv.slice(2)))}\n`);
