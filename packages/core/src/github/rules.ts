import type { GitHub } from './client.ts';

/** A rule that is active on a branch, by a ruleset of the repository or its organisation. */
export interface BranchRule {
  /** e.g. `required_signatures`, `pull_request`, `non_fast_forward`, `update` */
  readonly type: string;
  /** where the rule comes from: a repository or an organisation */
  readonly source: string;
  readonly rulesetId: number | null;
}

/** The rules that hold on a branch, which need not exist yet. Classic branch protection is not among them. */
export async function branchRules(github: GitHub, branch: string): Promise<readonly BranchRule[]> {
  const rules = await github.use((octokit, at) =>
    octokit.paginate(octokit.rest.repos.getBranchRules, { ...at, branch, per_page: 100 }),
  );
  return rules.map((rule) => ({
    type: rule.type,
    source: rule.ruleset_source ?? '',
    rulesetId: rule.ruleset_id ?? null,
  }));
}
