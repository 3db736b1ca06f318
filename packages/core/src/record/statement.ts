import * as z from 'zod';
import { sha256 } from './predicate/header.ts';

export const statementType = 'https://in-toto.io/Statement/v1';
export const payloadType = 'application/vnd.in-toto+json';

/** What a record is about: a name and the sha256 of its content. */
export const subjectSchema = z.strictObject({ name: z.string(), digest: z.strictObject({ sha256 }) });
export type Subject = z.infer<typeof subjectSchema>;

/** An in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md). */
export const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(subjectSchema).min(1),
  predicateType: z.string(),
  predicate: z.looseObject({}),
});
export interface Statement<P = unknown> {
  readonly _type: typeof statementType;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: P;
}

/** A subject by name and digest. */
export const subject = (name: string, digest: string): Subject => ({ name, digest: { sha256: digest } });
