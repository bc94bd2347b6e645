/** Reads option values, in the way that commander wants to be told what is wrong. */
import { InvalidArgumentError } from 'commander';
import * as parse from '../matrix/parse.js';

export const DEFAULT_SEED = 42;

export function namesFrom<T extends string>(what: string, known: readonly T[]): (value: string) => readonly T[] {
  return asOption(parse.namesFrom(what, known));
}

export function sizesFrom(all: readonly number[]): (value: string) => readonly number[] {
  return asOption(parse.sizesFrom(all));
}

export function countFrom(least: number, most: number): (value: string) => number {
  return asOption(parse.countFrom(least, most));
}

export const exponentsFrom = asOption(parse.exponentsFrom);

export const seedFrom = asOption(parse.seedFrom);

export const portFrom = asOption(parse.portFrom);

export function secondsFrom(least: number, most: number): (value: string) => number {
  return asOption(parse.secondsFrom(least, most));
}

function asOption<T>(read: (value: string) => T): (value: string) => T {
  return (value) => {
    try {
      return read(value);
    } catch (error) {
      throw error instanceof parse.ChoiceError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
