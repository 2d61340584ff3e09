/** Edit distance (insert, delete, replace), up to `limit`; `limit + 1` when it is more. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? limit + 1;
};

const maxDistance = 2;

/** How unlike two names are: 0 the same but for case, 1 one begins with the other, then typing slips. */
const unlikeness = (wanted: string, name: string): number => {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  if (a === b) return 0;
  if (a !== '' && (b.startsWith(a) || a.startsWith(b))) return 1;
  return 1 + distance(a, b, maxDistance);
};

/** Up to `limit` names that look like the wanted one, most alike first. */
export const nearNames = (wanted: string, names: Iterable<string>, limit = 5): string[] =>
  [...names]
    .map((name) => ({ name, rank: unlikeness(wanted, name) }))
    .filter(({ rank }) => rank <= 1 + maxDistance)
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
