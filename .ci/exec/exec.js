#!/usr/bin/env node
/**
 * Runs a command and ends as it ends.
 *
 * The scripts `start` and `rxmt5` begin with `exec`, so that Ctrl-C and SIGTERM reach the
 * program and not a shell around it: without it the shell dies of the signal, and npm reports
 * 130 for a program that ended in order. POSIX shells have that command built in; npm puts this
 * one on the path of a Windows shell, which has not.
 */
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });

// The terminal sends it to the child as well, which decides what it means.
process.on('SIGINT', () => {});
child.on('error', (error) => {
  console.error(`${command}: ${error.message}`);
  process.exitCode = 127;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
