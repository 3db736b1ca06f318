import type { Reply } from './reply.ts';
import type { RootCall } from './route.ts';

// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
const DEFAULT_PAGE = 30;
const LARGEST_PAGE = 100;

function links(url: URL, base: string, page: number, last: number): string | undefined {
  const link = (rel: string, to: number): string => {
    const target = new URL(`${base}${url.pathname}${url.search}`);
    target.searchParams.set('page', String(to));
    return `<${target}>; rel="${rel}"`;
  };
  const all = [];
  if (page > 1) all.push(link('prev', page - 1), link('first', 1));
  if (page < last) all.push(link('next', page + 1), link('last', last));
  return all.length > 0 ? all.join(', ') : undefined;
}

/** The asked-for slice of `items` with GitHub's `Link` header; `wrap` puts it into the list's envelope. */
export function paged<T>(call: RootCall, items: readonly T[], wrap: (slice: T[]) => unknown = (slice) => slice): Reply {
  const size = Math.min(Number(call.query('per_page') ?? DEFAULT_PAGE), LARGEST_PAGE);
  const page = Math.max(Number(call.query('page') ?? 1), 1);
  const link = links(call.url, call.world.apiUrl, page, Math.ceil(items.length / size));
  const body = wrap(items.slice((page - 1) * size, page * size));
  return link ? { status: 200, body, headers: { link } } : { status: 200, body };
}
