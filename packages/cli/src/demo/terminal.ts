import { styleText } from 'node:util';
import { plainText } from '../markdown-terminal.ts';
import { LONGEST_LINE, wrapped } from '../wrap.ts';
import { type Book, type Chapter, type Fact, type ToldStep, type Tone, withShortDigests } from './book.ts';

const LABEL_WIDTH = 16;
const MARGIN = '   ';

type Style = Parameters<typeof styleText>[0];
/** Colours only where the terminal shows them and NO_COLOR does not forbid them. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

const styles: Readonly<Record<Tone, Style>> = { good: 'green', bad: 'red', plain: 'reset' };
const signs = { good: paint('green', '✓'), warn: paint('yellow', '!'), bad: paint('red', '✗') } as const;
const seconds = (value: number): string => paint('dim', `${value.toFixed(1)} s`);

/** Tells the story while it happens, and writes it down for the page. */
export class Narrator {
  readonly book: Book;
  readonly #write: (line: string) => void;
  #chapter: Chapter | undefined;

  constructor(title: string, write: (line: string) => void = console.log) {
    this.book = { title, chapters: [] };
    this.#write = write;
  }

  /** Opens a chapter, lets it happen, and closes it with the time it took. */
  async chapter(title: string, lead: string, happen: () => Promise<void>): Promise<void> {
    const chapter = { number: this.book.chapters.length + 1, title, lead, told: [], seconds: 0 };
    this.book.chapters.push(chapter);
    this.#chapter = chapter;
    this.#write(`\n ${paint('bold', `${chapter.number}  ${title}`)}\n${MARGIN} ${paint('dim', lead)}\n`);
    const started = performance.now();
    await happen();
    chapter.seconds = (performance.now() - started) / 1000;
    this.#write(`${MARGIN} ${' '.repeat(LABEL_WIDTH + 2)}${seconds(chapter.seconds)}`);
  }

  step(step: Omit<ToldStep, 'kind'>): void {
    const told: ToldStep = { kind: 'step', ...step, headline: withShortDigests(step.headline) };
    this.#chapter?.told.push(told);
    this.#labelled(signs[step.sign], step.action, plainText(told.headline), 'plain', `  ${seconds(step.seconds)}`);
  }

  fact(label: string, text: string, tone: Tone = 'plain'): void {
    const told: Fact = { kind: 'fact', label, text: withShortDigests(text), tone };
    this.#chapter?.told.push(told);
    this.#labelled(' ', paint('dim', label.padEnd(LABEL_WIDTH)), told.text, tone, '');
  }

  #labelled(sign: string, label: string, text: string, tone: Tone, end: string): void {
    const indent = MARGIN.length + LABEL_WIDTH + 3;
    const width = Math.min(process.stdout.columns ?? LONGEST_LINE, LONGEST_LINE) - indent;
    const [first = '', ...more] = wrapped(text, width).map((line) => paint(styles[tone], line));
    const lines = [
      `${MARGIN} ${sign} ${label.padEnd(LABEL_WIDTH)}${first}`,
      ...more.map((line) => ' '.repeat(indent) + line),
    ];
    this.#write(lines.join('\n') + end);
  }

  /** Text of several lines, set apart; it is not written down. */
  quote(text: string): void {
    const bar = paint('dim', '│');
    this.#write(['', ...text.split('\n').map((line) => `${MARGIN}   ${bar} ${line}`.trimEnd()), ''].join('\n'));
  }

  line(text = ''): void {
    this.#write(text);
  }
}
