import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

/**
 * The TypeScript snippets of the documents: found, compiled and run as a reader would run them,
 * with the package's own name mapped to its sources.
 *
 * A fence is ```` ```ts ````, ```` ```ts session ```` for one that stands behind an open session, or
 * ```` ```ts no-run (the reason) ```` for one that is compiled only.
 */

export interface Snippet {
  /** `README.md:12`: the line of the opening fence. */
  readonly where: string;
  readonly code: string;
  /** It takes `session` as given; see `sessionPrelude`. */
  readonly inSession?: true;
  /** Why it is not run, if it is not. */
  readonly noRun?: string;
}

const opening = /^(?<indent>\s*)```(?<language>\w+)\s*(?<flags>.*)$/;
/** What a snippet of a session stands behind, in one line, so that its own lines keep their numbers. */
const sessionPrelude = [
  "import { openSession as open$ } from 'rxmt5';",
  'const session = await open$({',
  "url: process.env['RXMT5_URL'] ?? '',",
  "login: process.env['RXMT5_LOGIN'] ?? '',",
  "password: process.env['RXMT5_PASSWORD'] ?? '',",
  '});',
].join(' ');

const noRunFlag = /^no-run \((?<reason>.+)\)$/;

export const extractSnippets = (file: string, text: string): Snippet[] => {
  const snippets: Snippet[] = [];
  let fence: { language: string; flags: string; indent: string; line: number } | undefined;
  let body: string[] = [];

  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (fence === undefined) {
      const found = opening.exec(line)?.groups;
      if (found !== undefined) {
        const { indent = '', language = '', flags = '' } = found;
        fence = { indent, language, flags: flags.trim(), line: index + 1 };
        body = [];
      }
    } else if (line.trim() === '```') {
      if (/^(?:ts|mts|tsx|typescript)$/i.test(fence.language)) {
        const where = `${file}:${fence.line}`;
        const reason = noRunFlag.exec(fence.flags)?.groups?.['reason'];
        const inSession = fence.flags === 'session';
        if (fence.flags !== '' && !inSession && reason === undefined) {
          throw new Error(`${where}: '${fence.flags}' is none of: session, no-run (the reason)`);
        }
        const code = `${body.join('\n')}\n`;
        const run = reason === undefined ? {} : { noRun: reason };
        snippets.push({ where, code, ...run, ...(inSession ? { inSession } : {}) });
      }
      fence = undefined;
    } else {
      body.push(line.startsWith(fence.indent) ? line.slice(fence.indent.length) : line);
    }
  }
  if (fence !== undefined) throw new Error(`${file}:${fence.line}: the fence is never closed`);
  return snippets;
};

const root = path.resolve(import.meta.dirname, '../..');

/** `{ rxmt5: ['../../src/index.ts'], 'rxmt5/wire': [...] }`, from the package's `exports`. */
const sourcePaths = (folder: string): Record<string, string[]> => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, unknown>;
  };
  const up = path.relative(folder, path.join(root, 'src')).split(path.sep).join('/');
  return Object.fromEntries(
    Object.keys(manifest.exports)
      .filter((entry) => !entry.endsWith('.json'))
      .map((entry) => [manifest.name + entry.slice(1), [`${up}${entry.slice(1)}/index.ts`]]),
  );
};

export interface Outcome {
  readonly exitCode: number | null;
  /** Stopped by us after it had printed something; else it ended by itself or ran out of time. */
  readonly stopped: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workshop {
  /** Compiler messages by `where`; a snippet without any compiles. */
  compile(): Map<string, string[]>;
  run(snippet: Snippet, env: Readonly<Record<string, string>>): Promise<Outcome>;
}

/**
 * Writes the snippets into a folder of the ignored `.cache/`, inside the repository, so that
 * they find its dependencies. Outside node_modules, since tsx maps no paths in there.
 */
export const openWorkshop = (name: string, snippets: readonly Snippet[]): Workshop => {
  const folder = path.join(root, '.cache', name);
  const configFile = path.join(folder, 'tsconfig.json');
  const fileOf = ({ where }: Snippet): string =>
    path.join(folder, `${where.replace(/[^\w]+/g, '-')}.mts`);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      paths: sourcePaths(folder),
      moduleDetection: 'force',
      // A snippet may end before it has used all it shows.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: ['*.mts'],
  };
  writeFileSync(configFile, JSON.stringify(config, null, 2));
  for (const snippet of snippets) {
    const prelude = snippet.inSession === true ? `${sessionPrelude} ` : '';
    writeFileSync(fileOf(snippet), prelude + snippet.code);
  }

  const compile = (): Map<string, string[]> => {
    const { fileNames, options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)).config,
      ts.sys,
      folder,
    );
    const program = ts.createProgram(fileNames, options);
    const messages = new Map<string, string[]>();
    for (const snippet of snippets) {
      const source = program.getSourceFile(fileOf(snippet));
      const found = ts.getPreEmitDiagnostics(program, source).map((diagnostic) => {
        const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
        if (diagnostic.file === undefined || diagnostic.start === undefined) return text;
        const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
        return `line ${line + 1} of the snippet: ${text}`;
      });
      if (source === undefined) found.push('not part of the program');
      messages.set(snippet.where, found);
    }
    return messages;
  };

  const run = (snippet: Snippet, env: Readonly<Record<string, string>>): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', 'tsx', fileOf(snippet)], {
        cwd: root,
        env: { ...process.env, ...env, NODE_OPTIONS: '', TSX_TSCONFIG_PATH: configFile },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, stderr, stopped] = ['', '', false];
      let settling: NodeJS.Timeout | undefined;
      // A stream goes on for ever: once it has shown something, it may show an error yet.
      const settle = (): void => {
        stopped = true;
        child.kill('SIGKILL');
      };
      const limit = setTimeout(() => child.kill('SIGKILL'), 30_000);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        if (stdout.includes('\n')) settling ??= setTimeout(settle, 500);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject);
      child.on('close', (exitCode) => {
        clearTimeout(limit);
        clearTimeout(settling);
        resolve({ exitCode, stopped, stdout, stderr });
      });
    });

  return { compile, run };
};

/** Throws unless the snippet ran well: no error, and a line where it means to print one. */
export const assertRan = (snippet: Snippet, outcome: Outcome): void => {
  const { exitCode, stopped, stdout, stderr } = outcome;
  if (!stopped && exitCode === null) {
    throw new Error(`${snippet.where}: neither printed a line nor ended in time\n${stderr}`);
  }
  if (!stopped && exitCode !== 0) {
    throw new Error(`${snippet.where}: exit code ${exitCode}\n${stderr}`);
  }
  if (stdout === '' && /\bconsole\.|\bprocess\.stdout\b/.test(snippet.code)) {
    throw new Error(`${snippet.where}: ended without printing anything\n${stderr}`);
  }
};
