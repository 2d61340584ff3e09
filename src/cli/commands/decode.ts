import { decodeLine } from '../body-lines.js';
import { defineCommand } from '../command.js';
import { convertLines } from '../json-lines.js';
import { flag } from '../options.js';

export const decode = defineCommand({
  name: 'decode',
  summary: 'message bodies as hex on standard input to values as JSON',
  options: {
    officialQuirks: flag('read as the official client does where it misreads the layout'),
    pretty: flag('spread each value over several lines, for the eye'),
  },
  details: [
    'Each line in is {"command":8,"direction":"server","hex":"…"}, with the command by number or by name. Each line out holds the command, its name, the direction and the value: field names as in the protocol, 64-bit integers as decimal strings, bytes as hex, absent fields as null.',
    '"missing" names fields that the body is too short for; "trailing" holds bytes that no field claims; "raw" is the whole body where the value alone would not give it back. The bytes of an unknown command stay as they are.',
    'A bad line gives {"error":…,"line":N}, and exit code 1 at the end. Values are shown as they are, the password in the body of a login too.',
  ],
  examples: [
    {
      command: `echo '{"command":15,"direction":"server","hex":"01000000"}' | rxmt5 decode`,
      does: 'one body',
    },
    {
      command: 'rxmt5 decode < bodies.jsonl > values.jsonl',
      does: 'a whole file; it may have millions of lines',
    },
  ],
  run: ({ values }, io) =>
    convertLines(io, { convert: (line) => decodeLine(line, values), pretty: values.pretty }),
});
