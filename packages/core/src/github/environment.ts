import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

/** What protects an environment. One that does not exist is created without any protection by the first job that names it. */
export interface EnvironmentProtection {
  readonly exists: boolean;
  /** people or teams of whom one must approve */
  readonly reviewers: number;
  readonly preventsSelfReview: boolean;
  readonly waitMinutes: number;
  readonly branchPolicy: boolean;
  /** GitHub's default is true: administrators may skip all of it */
  readonly adminsMayBypass: boolean;
}

const unprotected: EnvironmentProtection = {
  exists: false,
  reviewers: 0,
  preventsSelfReview: false,
  waitMinutes: 0,
  branchPolicy: false,
  adminsMayBypass: true,
};

/** Reads the protection rules of an environment. */
export async function environmentProtection(github: GitHub, environment: string): Promise<EnvironmentProtection> {
  try {
    const { data } = await github.use((octokit, at) =>
      octokit.rest.repos.getEnvironment({ ...at, environment_name: environment }),
    );
    return protectionOf(data);
  } catch (error) {
    if (hasStatus(error, 404)) return unprotected;
    throw error;
  }
}

interface WireEnvironment {
  readonly can_admins_bypass?: boolean;
  readonly deployment_branch_policy?: object | null;
  readonly protection_rules?: readonly {
    readonly type: string;
    readonly wait_timer?: number;
    readonly prevent_self_review?: boolean;
    readonly reviewers?: readonly unknown[];
  }[];
}

function protectionOf(environment: WireEnvironment): EnvironmentProtection {
  const rules = environment.protection_rules ?? [];
  const review = rules.find(({ type }) => type === 'required_reviewers');
  return {
    exists: true,
    reviewers: review?.reviewers?.length ?? 0,
    preventsSelfReview: review?.prevent_self_review ?? false,
    waitMinutes: rules.find(({ type }) => type === 'wait_timer')?.wait_timer ?? 0,
    branchPolicy: Boolean(environment.deployment_branch_policy) || rules.some(({ type }) => type === 'branch_policy'),
    adminsMayBypass: environment.can_admins_bypass ?? true,
  };
}
