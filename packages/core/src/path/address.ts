/**
 * What stands before a host: a name and a password, which may hold anything up to the last `@`, also what ends a host in a
 * well-formed address, or a name alone. A port is no password.
 */
const CREDENTIALS =
  /(\b[a-z][a-z0-9+.-]{1,15}:\/\/)(?:[^\s/?#:@]{0,500}:(?!\d{1,5}(?:[/?#]|$))\S{0,1000}@|[^/?#\s]{0,1000}@)/gi;
/** The query or fragment of an address of the web; a pattern of a store may hold `?`, and then no name with a value follows. */
const WEB = /(\bhttps?:\/\/[^?#]*)[?#].*$/is;
const STORE = /(\b[a-z][a-z0-9+.-]{1,15}:\/\/[^?#]*)[?#](?=[^/?#]*=).*$/is;

/** Whether an address holds a name or a password. */
export const hasCredentials = (address: string): boolean => address.search(CREDENTIALS) >= 0;

/** A text as people may read it: what follows an address in it as a query may be a signature, what stands before its host a password. */
export const withoutQuery = (text: string): string =>
  text.includes('://') ? text.replace(CREDENTIALS, '$1').replace(WEB, '$1').replace(STORE, '$1') : text;
