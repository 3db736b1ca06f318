import { messageOf, ServiceError } from '../error.ts';
import { sha256 } from '../json/digest.ts';
import type { Header } from '../record/predicate/header.ts';
import { encodeRecord, makeStatement, signRecord } from '../record/record.ts';
import { subject } from '../record/statement.ts';
import type { Errand, Outcome } from './action.ts';
import { identityOf } from './context.ts';
import { setErrorOutputs, setOutputs } from './outputs.ts';
import { report } from './report.ts';
import type { Session } from './session.ts';
import { writeSummary } from './summary.ts';

/** Verdict first, reporting second: writes the record, sets the outputs, then tells everybody. */
export async function finish(session: Session, outcome: Outcome): Promise<void> {
  const { action, ports } = session;
  const { predicate, bytes } = await recorded(session, outcome);
  const path = await ports.records.write(predicate, bytes);
  const digest = sha256(bytes);
  setOutputs(action, { ...outcome.outputs, record: path, 'evidence-digest': digest });
  await report(session, { predicate, bytes, sha256: digest }, outcome);
}

/** A signature that nobody required and no service gave is told, and the record says that it has none. */
async function recorded(session: Session, { body, subjects, signing }: Outcome) {
  const predicate = { ...headerOf(session, body.verdict), ...body } as Header;
  const statement = (said: Header) => makeStatement(subjects, said);
  if (!signing?.sign) return { predicate, bytes: encodeRecord(statement(predicate)) };
  try {
    return { predicate, bytes: await signRecord(statement(predicate), signing.sign) };
  } catch (error) {
    if (signing.isRequired || !(error instanceof ServiceError)) throw error;
    session.ports.log.warning(`${error.message} The record is not signed.`);
    const unsigned = { ...predicate, signing: 'none' };
    return { predicate: unsigned, bytes: encodeRecord(statement(unsigned)) };
  }
}

/** An errand has reported already: what is left are its outputs and the job summary. */
export async function finishErrand({ action, ports }: Session, { outputs, summary }: Errand): Promise<void> {
  setOutputs(action, outputs);
  if (summary === '') return;
  try {
    await writeSummary(summary, ports.env);
  } catch (error) {
    ports.log.warning(`job summary: ${messageOf(error)}`);
  }
}

/** Leaves a record that says why the action could not decide, so that the comment shows it. Never throws. */
export async function failed(session: Session, error: string): Promise<void> {
  const { action, ports } = session;
  setErrorOutputs(action);
  const predicate = { ...headerOf(session, 'error'), error: error.slice(0, longestError) };
  const bytes = encodeRecord(makeStatement([subject(action.name, sha256(error))], predicate));
  try {
    await ports.records.write(predicate, bytes);
  } catch {
    return; // the error itself has been printed; a workspace that cannot be written adds nothing
  }
  await report(
    session,
    { predicate, bytes, sha256: sha256(bytes) },
    { check: { conclusion: 'failure', title: 'Could not be decided' } },
  );
}

const longestError = 2000;

function headerOf({ action, ports, id }: Session, verdict: string): Header {
  return {
    version: 1,
    action: action.name,
    model: ports.model,
    id,
    run: identityOf(ports.run),
    createdAt: ports.clock().toISOString(),
    verdict,
  };
}
