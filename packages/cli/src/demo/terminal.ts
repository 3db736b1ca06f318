import { styleText } from 'node:util';
import type { Book, Chapter, Fact, ToldStep, Tone } from './book.ts';
import { plainText } from './markdown-terminal.ts';

const LABEL_WIDTH = 15;
const INDENT = '   ';

type Style = Parameters<typeof styleText>[0];
/** Colours only where the terminal shows them and NO_COLOR does not forbid them. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

const styles: Readonly<Record<Tone, Style>> = { good: 'green', bad: 'red', plain: 'reset' };
const seconds = (value: number): string => `${value.toFixed(1)} s`;

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
    const chapter = { number: this.book.chapters.length + 1, title, lead, steps: [], facts: [], seconds: 0 };
    this.book.chapters.push(chapter);
    this.#chapter = chapter;
    this.#write(`\n${paint('bold', ` ${chapter.number}  ${title}`)}\n${paint('dim', `${INDENT} ${lead}`)}\n`);
    const started = performance.now();
    await happen();
    chapter.seconds = (performance.now() - started) / 1000;
    this.#write(`${INDENT} ${paint('dim', `${' '.repeat(LABEL_WIDTH)} ${seconds(chapter.seconds)}`)}`);
  }

  step(step: ToldStep): void {
    this.#chapter?.steps.push(step);
    const sign = step.ok ? paint('green', '✓') : paint('red', '✗');
    const time = paint('dim', seconds(step.seconds));
    this.#write(`${INDENT} ${sign} ${step.action.padEnd(LABEL_WIDTH - 1)}${plainText(step.headline)}  ${time}`);
  }

  fact(label: string, text: string, tone: Tone = 'plain'): void {
    const fact: Fact = { label, text, tone };
    this.#chapter?.facts.push(fact);
    this.#write(`${INDENT} ${paint('dim', label.padEnd(LABEL_WIDTH + 1))}${paint(styles[tone], text)}`);
  }

  /** Text of several lines, set apart; it is not written down. */
  quote(text: string): void {
    this.#write('');
    for (const line of text.split('\n')) this.#write(`${INDENT} ${paint('dim', '│')} ${line}`);
    this.#write('');
  }

  line(text = ''): void {
    this.#write(text);
  }
}
