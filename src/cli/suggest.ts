/** Edits (insert, delete, replace, swap of neighbours) that lead from one word to another. */
export const editDistance = (from: string, to: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? from.length;
};

/** A word much longer than any of ours is no slip of the pen. */
const longestWord = 40;

/** The words that `got` may have been meant to be, best first. */
export const nearMisses = (got: string, allowed: readonly string[], limit = 3): string[] => {
  if (got.length > longestWord) return [];
  const word = got.toLowerCase();
  const tolerance = Math.max(1, Math.floor(word.length / 3));
  return allowed
    .map((candidate) => {
      const name = candidate.toLowerCase();
      const begins = word.length > 1 && name.startsWith(word);
      return { candidate, distance: begins ? 0.5 : editDistance(word, name) };
    })
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
};

/** `; did you mean a or b?`, or nothing when nothing is near. */
export const didYouMean = (got: string, allowed: readonly string[]): string => {
  const near = nearMisses(got, allowed);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
};

/** What may stand in place of `got`: near misses if there are any, then the whole list. */
export const allowedWords = (got: string, allowed: readonly string[]): string => {
  const near = didYouMean(got, allowed);
  return `${near === '' ? '; allowed' : `${near} Allowed`}: ${allowed.join(', ')}`;
};
