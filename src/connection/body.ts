import * as E from 'fp-ts/lib/Either.js';
import {
  commands,
  complete,
  decode,
  encode,
  type Command,
  type Decoded,
  type ProtocolError,
} from '../wire/index.js';
import { hexHead, type Diagnostic } from './diagnostics.js';

type Report = (diagnostic: Diagnostic) => void;

/** The payload of a request. @throws ProtocolError naming the field that does not fit. */
export const payloadOf = <Q>(command: Command<Q>, value: Q): Uint8Array => {
  const payload = encode(command.request, value);
  if (E.isLeft(payload)) throw payload.left;
  return payload.right;
};

/** What follows the token of a login is nobody's to see. */
const headOf = (command: number, bytes: Uint8Array): string =>
  command === commands.login.id ? '' : hexHead(bytes);

/** The body of a reply or push. Bytes that no field claims are reported. */
export const decodeReply = <R>(
  { id, reply }: Command<unknown, R>,
  body: Uint8Array,
  report: Report,
): E.Either<ProtocolError, Decoded<R>> => {
  const decoded = decode(reply, body);
  if (E.isRight(decoded) && decoded.right.trailing.length > 0) {
    const { trailing } = decoded.right;
    const head = headOf(id, trailing);
    report({ kind: 'trailing-bytes', command: id, length: trailing.length, head });
  }
  return decoded;
};

/** As `decodeReply`, with every field there. */
export const decodeWhole = <R>(
  command: Command<unknown, R>,
  body: Uint8Array,
  report: Report,
): E.Either<ProtocolError, R> =>
  E.chain((decoded: Decoded<R>) => complete(command.name, decoded))(
    decodeReply(command, body, report),
  );
