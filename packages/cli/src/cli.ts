import { InputError, messageOf } from '@ml-actions/core/error';
import { type ActionName, actionNames } from '@ml-actions/core/record/predicate/header';
import { setUpLaptop, terminalLog } from '@ml-actions/core/runner/laptop';
import { main } from '@ml-actions/core/runner/main';
import { readOptions } from './arguments.ts';
import { helpOf } from './help.ts';
import { load } from './load.ts';
import { forTerminal } from './markdown-terminal.ts';

const usage = `Usage: ml-actions ACTION [--INPUT VALUE ...]

Runs one of the six actions on this repository, as a workflow would; nothing is written outside it.
  ${actionNames.join('\n  ')}

  ml-actions help [ACTION]     this text, or the inputs of an action
  ml-actions verify [--store]  checks every record, version, alias and blob of the record store

A terminal shows the report with its details folded; a pipe or a file gets the whole of it as Markdown.`;

/** The command line. Sets `process.exitCode`; never throws. */
export async function cli([command = 'help', ...rest]: readonly string[]): Promise<void> {
  try {
    if (command === 'help' || command === '--help')
      console.log(rest[0] === undefined ? usage : helpOf(await load(nameOf(rest[0]))));
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
  const summary = laptop.summary();
  console.log(`\n${process.stdout.isTTY ? forTerminal(summary) : summary}`);
}
