/** Row numbers of each group code from 0 up; empty groups are left out. */
export function rowsOfGroups(groups: Int32Array): Uint32Array[] {
  const rows = new Map<number, number[]>();
  groups.forEach((code, row) => {
    if (code < 0) return;
    const own = rows.get(code);
    if (own) own.push(row);
    else rows.set(code, [row]);
  });
  return [...rows].sort(([a], [b]) => a - b).map(([, own]) => Uint32Array.from(own));
}
