export { openReply, openRequest, sealReply, sealRequest } from './codec.js';
export {
  FrameLengthError,
  FrameTooLongError,
  FrameTooShortError,
  FrameVersionError,
  InnerTooShortError,
} from './errors.js';
export { type ReplyFrame, type RequestFrame } from './inner.js';
export {
  defaultMaxFrameBytes,
  type FrameOptions,
  outerHeaderBytes,
  parseOuter,
  writeOuter,
} from './outer.js';
export { FrameReceiver, type FrameSink } from './receiver.js';
