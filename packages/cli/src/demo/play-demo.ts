import { join } from 'node:path';
import { stepsOf } from './book.ts';
import { preparePython } from './python.ts';
import { MODEL, plainEnvironment, setStage } from './stage.ts';
import { type Ending, playStory } from './story.ts';
import { type Narrator, paint } from './terminal.ts';

export interface DemoOptions {
  /** the root of this repository; its bundle must be built */
  readonly root: string;
  /** where the virtual environment is kept */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly narrator: Narrator;
  readonly cancel: AbortSignal;
}

export interface PlayedDemo {
  readonly ending: Ending;
  readonly seconds: number;
  /** how the models were trained, in one line */
  readonly trainedWith: string;
  /** the most calls of the REST API that one run of evaluate-gate needed */
  readonly gateCalls: number;
}

/** Prepares Python, sets the stage, plays the story, and clears everything away again. */
export async function playDemo({ root, cache, env, narrator, cancel }: DemoOptions): Promise<PlayedDemo> {
  const python = await preparePython({
    ...{ cache, env: plainEnvironment(env), say: (text: string) => narrator.line(` ${text}`) },
    requirements: join(root, 'examples', MODEL, 'requirements.txt'),
    offline: Boolean(env.ML_ACTIONS_DEMO_OFFLINE),
  });
  cancel.throwIfAborted();
  const trainedWith = python.packages
    ? 'Trained with scikit-learn on real FAA data.'
    : `Trained with Python's standard library on real FAA data (${python.because}).`;
  narrator.line(paint('dim', ` ${trainedWith}`));
  const started = performance.now();
  await using stage = await setStage({ root, python, narrator, cancel, env });
  const ending = await playStory(stage);
  const gates = narrator.book.chapters.flatMap(stepsOf).filter(({ action }) => action === 'evaluate-gate');
  const gateCalls = Math.max(...gates.map(({ apiCalls }) => apiCalls));
  return { ending, seconds: (performance.now() - started) / 1000, trainedWith, gateCalls };
}
