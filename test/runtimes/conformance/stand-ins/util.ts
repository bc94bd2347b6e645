/** What the tests use of `node:util`. Where this finds two values unlike each other, an expectation of vitest's has the last word. */
import { equals } from '@vitest/expect';

export const isDeepStrictEqual = (one: unknown, other: unknown): boolean => equals(one, other, [], true);
