import { artifactRoutes } from './artifact-routes.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { deploymentRoutes } from './deployments.ts';
import { dispatchRoutes } from './dispatches.ts';
import { environmentRoutes } from './environments.ts';
import { gitObjectRoutes } from './git-objects.ts';
import { gitRefRoutes } from './git-refs.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { pullRoutes } from './pulls.ts';
import { reactionRoutes } from './reactions.ts';
import { releaseAssetRoutes } from './release-assets.ts';
import { releaseRoutes } from './releases.ts';
import { repositoryRoutes } from './repository-routes.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { statusRoutes } from './statuses.ts';
import { teamRoutes } from './teams.ts';

/** Every operation the local GitHub answers. The description in test/fixture/openapi is cut to exactly these. */
export const routes: readonly Route[] = [
  ...repositoryRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...commentRoutes,
  ...pullRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...gitRefRoutes,
  ...gitObjectRoutes,
  ...checkRoutes,
  ...statusRoutes,
  ...deploymentRoutes,
  ...environmentRoutes,
  ...releaseRoutes,
  ...releaseAssetRoutes,
  ...runRoutes,
  ...artifactRoutes,
  ...dispatchRoutes,
  ...reactionRoutes,
  ...teamRoutes,
];
