/** Runs the tests wherever this is loaded, and tells what came of them. */
import { startTests, type Suite, type Task, type Test, type VitestRunner } from '@vitest/runner';
import { engineInfo, type EngineInfo } from '../../../src/index.js';
import { suite } from './suite.js';

export interface Outcome {
  readonly passed: number;
  /** The names of tests that did not run. */
  readonly skipped: readonly string[];
  readonly failures: readonly { readonly name: string; readonly error: string }[];
  readonly engine: EngineInfo;
  readonly durationMs: number;
}

class Runner implements VitestRunner {
  readonly config = {
    root: '/', setupFiles: [], name: 'conformance', passWithNoTests: false, testNamePattern: undefined, allowOnly: false,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' }, chaiConfig: undefined, maxConcurrency: 1, testTimeout: 60_000, hookTimeout: 60_000,
    retry: 0, includeTaskLocation: false, tags: [], tagsFilter: undefined, strictTags: false,
  } as VitestRunner['config'];

  async importFile(path: string): Promise<void> {
    await suite[path]!();
  }
}

/** @param only parts of the suite, all when absent; it is read from a URL or a command line where one exists */
export async function runConformance(only: readonly string[] = Object.keys(suite)): Promise<Outcome> {
  const began = performance.now();
  const files = await startTests([...only], new Runner());
  const tests = files.flatMap(testsOf);
  const failures = [
    // A file that does not load has no tests that could fail.
    ...files.flatMap(suitesOf).filter(({ result }) => result?.errors?.length).map(failureOf),
    ...tests.filter(({ result }) => result?.state === 'fail').map(failureOf),
  ];
  return {
    passed: tests.filter(({ result }) => result?.state === 'pass').length,
    skipped: tests.filter(({ result }) => result?.state !== 'pass' && result?.state !== 'fail').map(nameOf),
    failures,
    engine: engineInfo(),
    durationMs: performance.now() - began,
  };
}

function testsOf(task: Task): Test[] {
  return task.type === 'test' ? [task] : task.tasks.flatMap(testsOf);
}

function suitesOf(task: Task): Suite[] {
  return task.type === 'test' ? [] : [task, ...task.tasks.flatMap(suitesOf)];
}

function nameOf(task: Task): string {
  return `${task.file.filepath}: ${task.fullTestName ?? task.name}`;
}

function failureOf(task: Task): { name: string; error: string } {
  const error = task.result?.errors?.[0];
  return { name: nameOf(task), error: `${error?.message ?? 'unknown'}\n${error?.stack ?? ''}` };
}
