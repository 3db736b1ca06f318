/** A whole number with commas between thousands. `toLocaleString` would load the locale data, 20 ms of a step. */
export const countText = (count: number): string => String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
