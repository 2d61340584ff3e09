import { encodeLine } from '../body-lines.js';
import { defineCommand } from '../command.js';
import { convertLines } from '../json-lines.js';

export const encode = defineCommand({
  name: 'encode',
  summary: 'values as JSON on standard input to message bodies as hex',
  options: {},
  details: [
    'The reverse of decode: each line in is {"command":8,"direction":"server","value":…}, each line out holds the bytes as "hex". All fields must be there and no others. "trailing" is appended; "raw" is used as long as the value is the one it was decoded to.',
    'A bad line gives {"error":…,"line":N}, and exit code 1 at the end.',
  ],
  examples: [
    {
      command: `echo '{"command":"login_status_push","direction":"server","value":{"state":1}}' | rxmt5 encode`,
      does: 'one body, the command by its name',
    },
    { command: 'rxmt5 decode < bodies.jsonl | rxmt5 encode', does: 'there and back' },
  ],
  run: (_, io) => convertLines(io, { convert: encodeLine }),
});
