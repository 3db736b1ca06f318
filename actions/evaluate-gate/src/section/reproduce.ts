import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';

const trained = "train's record";

/** Commands that repeat the comparison on a laptop. Names in them are untrusted and quoted for a shell. */
export function reproduceText({ run, candidate, baseline, id, environment }: EvaluateGatePredicate): string {
  const isTrained = candidate.source === trained;
  const against =
    baseline.kind === 'found' ? baseline.version?.replace(/#.*/, '') : baseline.kind === 'none' ? 'none' : undefined;
  const options = [
    ...(id === 'default' ? [] : ['--id', id]),
    ...(isTrained ? [] : ['--candidate', candidate.source]),
    ...(against ? ['--baseline', against] : []),
    ...(environment === 'production' ? [] : ['--environment', environment]),
  ];
  const gate = ['npx ml-actions evaluate-gate', ...options.map(quoted)].join(' ');
  return [`git checkout ${run.headSha}`, ...(isTrained ? ['npx ml-actions train'] : []), gate].join('\n');
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
