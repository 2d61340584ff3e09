import type * as t from 'io-ts';

/** Where in the input, and what was expected there; one line per fault. */
export const describeErrors = (errors: t.Errors): string[] => {
  const lines = errors.map((error) => {
    const path = error.context
      .map((entry) => entry.key)
      .filter((key) => key !== '')
      .join('.');
    const expected =
      error.message ??
      `expected ${error.context[error.context.length - 1]?.type.name ?? 'another value'}`;
    const got =
      error.value === undefined && error.message === undefined ? ', but it is missing' : '';
    return `${path === '' ? 'value' : path}: ${expected}${got}`;
  });
  return [...new Set(lines)];
};
