/** What a person needs to know of the event to understand a refusal. */
export interface EventFacts {
  readonly name: string;
  readonly isFork: boolean;
  readonly isDependabot: boolean;
}
