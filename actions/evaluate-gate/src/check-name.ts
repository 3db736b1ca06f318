/** Name of a gate's check on the head commit: stable, because a branch's rules name it. */
export const checkName = (id: string, model: string): string => `ml-actions / ${model} / ${id}`;
