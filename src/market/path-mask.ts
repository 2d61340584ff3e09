/** Literal text with `*` for any run of characters; the whole path must fit, case matters. */
const toPattern = (mask: string): RegExp =>
  new RegExp(
    `^${mask
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

/**
 * A test for a comma-separated list of masks, as the official client matches the
 * paths of symbols. A mask with a leading `!` excludes, wherever it stands; at
 * least one other mask has to fit.
 */
export const pathMatcher = (masks: string): ((path: string) => boolean) => {
  const trimmed = masks.split(',').map((mask) => mask.trim());
  const excluding = trimmed.filter((mask) => mask.startsWith('!'));
  const including = trimmed.filter((mask) => mask !== '' && !mask.startsWith('!'));
  const excluded = excluding.map((mask) => toPattern(mask.slice(1)));
  const included = including.map(toPattern);
  return (path) =>
    !excluded.some((pattern) => pattern.test(path)) &&
    included.some((pattern) => pattern.test(path));
};
