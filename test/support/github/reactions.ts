import { author, WRITE_CONVERSATION } from './comments.ts';
import { created, found, ok } from './reply.ts';
import { route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';

/** Reactions to comments: one of a kind per account; the same again is answered 200. */
export const reactionRoutes = [
  route('POST', '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', WRITE_CONVERSATION, (call) => {
    const { repo, world, body } = call;
    const comment = found(repo.comments.find(({ id }) => id === call.id('comment_id')));
    const user = author(call);
    const json = ({ comment: _, ...reaction }: (typeof repo.reactions)[number]): Schema<'reaction'> => reaction;
    const known = repo.reactions.find(
      (one) => one.comment === comment.id && one.content === body.content && one.user?.id === user.id,
    );
    if (known) return ok(json(known));
    const id = world.nextId();
    const node_id = nodeId('Reaction', id);
    const reaction = { id, node_id, user, content: body.content, created_at: world.now(), comment: comment.id };
    repo.reactions.push(reaction);
    return created(json(reaction));
  }),
];
