/** Light and dark spelling of each colour. Candidate and baseline differ in hue, lightness and dash (Okabe & Ito 2008). */
export const palette = {
  page: ['#ffffff', '#0d1117'],
  text: ['#1f2328', '#f0f6fc'],
  dim: ['#59636e', '#9198a1'],
  axis: ['#818b98', '#656c76'],
  grid: ['#e4e8ec', '#252b33'],
  candidate: ['#0b62c4', '#58a6ff'],
  baseline: ['#9a5b00', '#e3a33c'],
  bad: ['#c4203a', '#ff7b72'],
} as const;

export type Colour = keyof typeof palette;

/** Options and pictures are made in the light spelling; `dark` says what to put in its place. */
export const light = Object.fromEntries(
  Object.entries(palette).map(([name, [spelling]]) => [name, spelling]),
) as Record<Colour, string>;

export const dark: Readonly<Record<string, string>> = Object.fromEntries(Object.values(palette));
