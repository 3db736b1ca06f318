/** An `::error::`, `::warning::` or `::notice::` of a step. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
}

const decoded = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

const levels = ['error', 'warning', 'notice'];

/** Reads the runner's commands in a step's output: annotations, masks and `stop-commands`; values masked become ***. */
export function logReader(masks: Set<string>) {
  const annotations: Annotation[] = [];
  const lines: string[] = [];
  let stopped: string | undefined;
  const masked = (text: string): string => [...masks].reduce((shown, mask) => shown.replaceAll(mask, '***'), text);

  const obey = (command: string, value: string): void => {
    if (command === 'stop-commands') stopped = value;
    else if (command === 'add-mask') for (const part of value.split(/\r?\n/)) if (part) masks.add(part);
    if (levels.includes(command)) annotations.push({ level: command as Annotation['level'], message: masked(value) });
  };

  const read = (line: string): string => {
    const [, command = '', value = ''] = /^\s*::([\w-]+)(?: .*?)?::(.*)$/.exec(line) ?? [];
    if (stopped !== undefined) {
      if (command === stopped) stopped = undefined;
    } else if (command) obey(command, decoded(value));
    const shown = command === 'add-mask' ? '::add-mask::***' : masked(line);
    lines.push(shown);
    return shown;
  };
  return { read, lines, annotations };
}
