/** Something that shall go wrong, and with which requests. */
export interface Fault {
  /** default: any */
  readonly method?: string;
  /** tested against path and query */
  readonly path: RegExp;
  /** the first matching request it strikes, counted from 1; default 1 */
  readonly nth?: number;
  /** how many matching requests it strikes from there on; default 1, `Infinity` for all */
  readonly times?: number;
  /** wait before anything happens */
  readonly delayMs?: number;
  /** up to this much more, at random */
  readonly jitterMs?: number;
  /** answer with this status instead */
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Record<string, string>;
  /** send only the first half of the real answer, as if it were whole */
  readonly truncate?: boolean;
  /** close the connection without an answer */
  readonly drop?: boolean;
  /** with `status` or `drop`: the request takes effect first, and only its answer is lost */
  readonly after?: boolean;
}

/** A fault that was set, and how often it struck. */
export interface SetFault {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** The faults of one server, asked once for each request. */
export class Faults {
  readonly #set: SetFault[] = [];

  /** Sets a fault; the returned record counts how often it struck. */
  add(fault: Fault): SetFault {
    const record = { fault, seen: 0, struck: 0 };
    this.#set.push(record);
    return record;
  }

  clear(): void {
    this.#set.length = 0;
  }

  /** The faults that strike this request, in the order they were set. */
  strike(method: string, path: string): Fault[] {
    return this.#set
      .filter((record) => {
        const { fault } = record;
        if ((fault.method && fault.method !== method) || !fault.path.test(path)) return false;
        record.seen += 1;
        const first = fault.nth ?? 1;
        const hit = record.seen >= first && record.seen < first + (fault.times ?? 1);
        if (hit) record.struck += 1;
        return hit;
      })
      .map(({ fault }) => fault);
  }
}

/** GitHub's secondary limit: 403 with `retry-after` in seconds. */
export const secondaryLimit = (seconds: number): Pick<Fault, 'status' | 'message' | 'headers'> => ({
  status: 403,
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  headers: { 'retry-after': String(seconds) },
});

/** GitHub's hourly limit: 403 with nothing remaining until `reset` (seconds since 1970). */
export const primaryLimit = (reset: number): Pick<Fault, 'status' | 'message' | 'headers'> => ({
  status: 403,
  message: 'API rate limit exceeded for installation.',
  headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
});
