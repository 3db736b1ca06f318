/** The query or fragment of an address of the web; a pattern of a store may hold `?`, and then no name with a value follows. */
const WEB = /(\bhttps?:\/\/[^?#]*)[?#].*$/is;
const STORE = /(\b[a-z][a-z0-9+.-]{1,15}:\/\/[^?#]*)[?#](?=[^/?#]*=).*$/is;
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]{1,15}:\/\/)[^/?#\s]*@/gi;

/** A text as people may read it: what follows an address in it as a query may be a signature, what stands before its host a password. */
export const withoutQuery = (text: string): string =>
  text.includes('://') ? text.replace(WEB, '$1').replace(STORE, '$1').replace(CREDENTIALS, '$1') : text;
