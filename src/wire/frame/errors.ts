import type { Place } from '../cipher/errors.js';
import { ProtocolError } from '../protocol-error.js';

/** A message that ends inside the 8-byte outer header. */
export class FrameTooShortError extends ProtocolError {
  readonly code = 'frame-too-short';

  constructor(messageLength: number, place: Place) {
    super(`Message: got ${messageLength} bytes, expected an outer header of 8`, {
      messageLength,
      ...place,
    });
  }
}

/** An outer header whose `body_length` is not the number of bytes that follow it. */
export class FrameLengthError extends ProtocolError {
  readonly code = 'frame-length';

  constructor(bodyLength: number, bytesFollowing: number, place: Place) {
    super(`Outer header: body_length says ${bodyLength}, but ${bytesFollowing} bytes follow`, {
      bodyLength,
      bytesFollowing,
      ...place,
    });
  }
}

/** An outer header whose `version` is not 1. */
export class FrameVersionError extends ProtocolError {
  readonly code = 'frame-version';

  constructor(version: number, place: Place) {
    super(`Outer header: got version ${version}, expected 1`, { version, expected: 1, ...place });
  }
}

/** A message with more ciphertext than the limit allows. */
export class FrameTooLongError extends ProtocolError {
  readonly code = 'frame-too-long';

  constructor(cipherLength: number, maxFrameBytes: number, place: Place) {
    super(`Message: got ${cipherLength} bytes of ciphertext, the limit is ${maxFrameBytes}`, {
      cipherLength,
      maxFrameBytes,
      ...place,
    });
  }
}

/** A decrypted frame that ends inside its inner header. */
export class InnerTooShortError extends ProtocolError {
  readonly code = 'inner-too-short';

  constructor(innerLength: number, expected: number, place: Place = {}) {
    super(`Decrypted frame: got ${innerLength} bytes, expected a header of ${expected}`, {
      innerLength,
      expected,
      ...place,
    });
  }
}
