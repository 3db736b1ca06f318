import { createHash } from 'node:crypto';
import * as z from 'zod';
import { inputProblem } from '../error.ts';
import { canonical, parseJson } from '../json/canonical.ts';
import { type Predicates, predicateSchema, predicateTypeOf } from './predicate/all.ts';
import { type ActionName, type Failure, failureSchema, type Header, headerSchema } from './predicate/header.ts';
import { envelopeOf, type Sign, type Signature, signatureSchema } from './signature.ts';
import { payloadType, type Statement, type Subject, statementSchema, statementType } from './statement.ts';

/** A record as it was read: the statement, its signature if it has one, and the digest of the file. */
export interface LoadedRecord<P = Header> {
  readonly statement: Statement<P>;
  readonly predicate: P;
  /** of a signed record; not verified yet */
  readonly signature: Signature | null;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** where it came from, for messages */
  readonly origin: string;
  /** directory that the paths in the record start from */
  readonly root: string;
}

/** Makes an action's statement. */
export function makeStatement<P extends Header>(subjects: readonly Subject[], predicate: P): Statement<P> {
  return { _type: statementType, subject: subjects, predicateType: predicateTypeOf(predicate.action), predicate };
}

/** The bytes of an unsigned record: the statement as canonical JSON (RFC 8785). */
export const encodeRecord = (statement: Statement): Uint8Array => Buffer.from(canonical(statement));

/** The bytes of a signed record: those of the unsigned one in a DSSE envelope or Sigstore bundle. @throws as `Sign` */
export const signRecord = async (statement: Statement, sign: Sign): Promise<Uint8Array> =>
  Buffer.from(canonical(await sign(payloadType, encodeRecord(statement))));

const fileSchema = z.union([signatureSchema, statementSchema]);

/**
 * Reads a record, signed or not. The schema of its action is applied; the signature is not looked at.
 *
 * @throws InputError that names the record's origin when it is not a record of this product.
 */
export async function decodeRecord(bytes: Uint8Array, origin: string, root: string): Promise<LoadedRecord> {
  const file = fileSchema.safeParse(parseJson(bytes, origin));
  if (!file.success) throw notARecord(origin, z.prettifyError(file.error));
  const signature = '_type' in file.data ? null : (file.data as Signature);
  const statement = signature ? statementOf(signature, origin) : (file.data as Statement);
  const header = await readPredicate(statement.predicate, origin);
  if (statement.predicateType !== predicateTypeOf(header.action))
    throw notARecord(origin, `predicate type ${statement.predicateType}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    statement: { ...statement, predicate: header } as Statement<Header>,
    predicate: header,
    signature,
    bytes,
    sha256,
    origin,
    root,
  };
}

function statementOf(signature: Signature, origin: string): Statement {
  const envelope = envelopeOf(signature);
  if (envelope.payloadType !== payloadType) throw notARecord(origin, `payload type ${envelope.payloadType}`);
  const parsed = statementSchema.safeParse(parseJson(Buffer.from(envelope.payload, 'base64'), origin));
  if (!parsed.success) throw notARecord(origin, z.prettifyError(parsed.error));
  return parsed.data as Statement;
}

async function readPredicate(predicate: unknown, origin: string): Promise<Header> {
  const header = headerSchema.safeParse(predicate);
  if (!header.success) throw notARecord(origin, issues(header.error));
  if (failureOf(header.data)) return header.data;
  const whole = (await predicateSchema(header.data.action)).safeParse(predicate);
  if (!whole.success) throw notARecord(origin, issues(whole.error));
  return whole.data as Header;
}

const issues = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

const notARecord = (origin: string, got: string) =>
  inputProblem({
    where: origin,
    what: 'is not a record of ml-actions',
    got,
    next: 'Run the action that writes it again.',
  });

/** The failure that a record states, if its action could not decide. */
export const failureOf = (predicate: Header): Failure | null => failureSchema.safeParse(predicate).data ?? null;

/**
 * Narrows a record to one action's.
 *
 * @throws InputError when it is another action's record, or says that its action failed.
 */
export function recordOf<A extends ActionName>(record: LoadedRecord, action: A): LoadedRecord<Predicates[A]> {
  const failure = failureOf(record.predicate);
  if (failure)
    throw inputProblem({
      where: record.origin,
      what: `${failure.action} could not decide`,
      got: failure.error,
      next: 'Mend that first.',
    });
  if (record.predicate.action !== action) {
    throw inputProblem({
      where: record.origin,
      what: 'is the record of another action',
      got: record.predicate.action,
      expected: action,
    });
  }
  return record as unknown as LoadedRecord<Predicates[A]>;
}
