import { InputError, messageOf } from '@ml-actions/core/error';
import { type ActionName, actionNames } from '@ml-actions/core/record/predicate/header';
import { setUpLaptop, terminalLog } from '@ml-actions/core/runner/laptop';
import { main } from '@ml-actions/core/runner/main';
import { readOptions } from './arguments.ts';
import { load } from './load.ts';

const usage = `Usage: ml-actions ACTION [--INPUT VALUE ...]

Runs one of the six actions on this repository, as a workflow would; nothing is written outside it.
  ${actionNames.join('\n  ')}

  ml-actions help [ACTION]     this text, or the inputs of an action
  ml-actions verify [--store]  checks every record, version, alias and blob of the record store`;

/** The command line. Sets `process.exitCode`; never throws. */
export async function cli([command = 'help', ...rest]: readonly string[]): Promise<void> {
  try {
    if (command === 'help' || command === '--help') console.log(await help(rest[0]));
    else if (command === 'verify') await (await import('./verify.ts')).verify(readOptions(rest));
    else await runOnLaptop(nameOf(command), readOptions(rest));
  } catch (error) {
    terminalLog.error(messageOf(error));
    process.exitCode = error instanceof InputError ? 2 : 1;
  }
}

function nameOf(command: string): ActionName {
  const name = actionNames.find((one) => one === command);
  if (name) return name;
  throw new InputError(
    `${command}: there is no such command (expected ${actionNames.join(', ')}, verify or help). See \`ml-actions help\`.`,
  );
}

async function runOnLaptop(name: ActionName, inputs: ReadonlyMap<string, string>): Promise<void> {
  const laptop = await setUpLaptop('.', inputs);
  await main(name, load, laptop.env, terminalLog);
  console.log(`\n${laptop.summary()}`);
}

async function help(name: string | undefined): Promise<string> {
  if (name === undefined) return usage;
  const { inputs, description } = await load(nameOf(name));
  const lines = Object.entries(inputs).map(([input, { doc }]) => `  --${input.padEnd(24)} ${doc}`);
  return [description, '', ...lines].join('\n');
}
