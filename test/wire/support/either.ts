import * as E from 'fp-ts/lib/Either.js';

/** What is on the right; throws what is on the left. */
export const right = <A>(result: E.Either<Error, A>): A => {
  if (E.isLeft(result)) throw result.left;
  return result.right;
};

/** What is on the left; throws where there is a right. */
export const left = <L>(result: E.Either<L, unknown>): L => {
  if (E.isRight(result)) throw new Error('expected a left');
  return result.left;
};

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Bytes from hex digits; blanks are for the eye. */
export const unhex = (digits: string): Uint8Array =>
  new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
