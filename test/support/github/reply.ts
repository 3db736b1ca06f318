/** What a handler answers: JSON in `body`, or bytes in `bytes`, or nothing. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Record<string, string>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };

/** An answer that ends the handler: thrown, and sent as it is. */
export class Refusal extends Error {
  readonly reply: Reply;
  constructor(status: number, message: string, extra: object = {}, headers: Record<string, string> = {}) {
    super(message);
    const documentation_url = 'https://docs.github.com/rest';
    this.reply = { status, body: { message, ...extra, documentation_url, status: String(status) }, headers };
  }
}

export const unauthorized = (message = 'Bad credentials'): Refusal => new Refusal(401, message);
export const forbidden = (message: string, headers: Record<string, string> = {}): Refusal =>
  new Refusal(403, message, {}, headers);
export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const conflict = (message: string): Refusal => new Refusal(409, message);

/** One entry of a 422's `errors`. */
export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: string;
  readonly message?: string;
}

export const unprocessable = (message: string, errors?: readonly FieldError[]): Refusal =>
  new Refusal(422, message, errors ? { errors } : {});

/** The value, or the 404 that says there is none. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}
