import { readFileSync } from 'node:fs';

/**
 * node count.mjs <results of jest --json> [<failed step>...]
 *
 * Prints `N passed, N failed` and exits with 1 unless nothing failed. Tests are counted one by
 * one; a suite that could not start and a step other than `tests` count as one failure each.
 * A red `tests` step counts even where no test is red: a crash, or coverage below its limit.
 */
const [file, ...failedSteps] = process.argv.slice(2);

const read = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.log(`no test results: ${error.message}`);
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, success: false };
  }
};

const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, success } = read();
const red = numFailedTests + numRuntimeErrorTestSuites;
const testsFailed = success && !failedSteps.includes('tests') ? red : Math.max(red, 1);
const failed = testsFailed + failedSteps.filter((step) => step !== 'tests').length;

console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
