const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const middle = blocks[3];

/** A line of blocks, one for each value, from the lowest of them to the highest. */
export const spark = (values: readonly number[]): string => {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  return values
    .map((value) => {
      if (range === 0) return middle;
      return blocks[Math.round(((value - low) / range) * (blocks.length - 1))] ?? middle;
    })
    .join('');
};
