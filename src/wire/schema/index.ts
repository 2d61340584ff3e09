export { bytes, prefixedBytes, restBytes } from './bytes.js';
export type { BytesLayout, FixedBytesLayout } from './bytes.js';
export { choice, empty, mapped } from './choice.js';
export type { ChoiceLayout, EmptyLayout, MappedLayout } from './choice.js';
export * from './codec.js';
export { Cursor } from './cursor.js';
export {
  CountError,
  FieldTruncatedError,
  InflateError,
  RecordIncompleteError,
  ValueError,
} from './errors.js';
export { isFixed } from './layout.js';
export type { FixedLayout, Layout, LayoutKind, ValueOf } from './layout.js';
export { counted, untilEnd } from './list.js';
export type { ListLayout } from './list.js';
export { optional } from './optional.js';
export type { OptionalLayout } from './optional.js';
export { bytesBy, countedBy, listWhen } from './parts.js';
export type { Owner, Part } from './parts.js';
export { array, record } from './record.js';
export type { ArrayLayout, DeclaredRecord, Fields, RecordLayout, RecordValue } from './record.js';
export { f32, f64, filetime, i16, i32, i64, i8, u16, u32, u64, u8 } from './scalars.js';
export type { BigintLayout, FiletimeLayout, FloatLayout, IntegerLayout } from './scalars.js';
export { Sink } from './sink.js';
export { ascii, clipText, utf16 } from './strings.js';
export type { TextLayout } from './strings.js';
export { struct } from './struct.js';
export type { StructLayout } from './struct.js';
export { tuned } from './tuned.js';
