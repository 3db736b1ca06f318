import type { EventFacts } from './event-facts.ts';

export interface ClientLog {
  info(text: string): void;
  warning(text: string): void;
}

export interface ClientOptions {
  readonly token: string;
  /** base of the REST API, e.g. `https://api.github.com`; on GHES `https://HOST/api/v3` */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly userAgent: string;
  readonly log: ClientLog;
  readonly event: EventFacts;
  /** milliseconds that one second of waiting takes; tests shorten it */
  readonly second?: number;
}
