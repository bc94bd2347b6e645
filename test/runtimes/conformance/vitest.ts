/** What the tests use of vitest, from the parts of it that run in any runtime: its runner, its expectations, its spies. */
import {
  addCustomEqualityTesters, chai, ASYMMETRIC_MATCHERS_OBJECT, customMatchers, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend,
  setState,
} from '@vitest/expect';
import { spyOn } from '@vitest/spy';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, onTestFinished } from '@vitest/runner';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
chai.config.truncateThreshold = 200;

export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
  {
    addEqualityTesters: addCustomEqualityTesters,
    unreachable: (message?: string): never => chai.assert.fail(message ?? 'expected not to be reached'),
  },
);
// Matchers look their state up by the function that is global.
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
setState({ assertionCalls: 0, isExpectingAssertions: false }, expect as never);
(chai.expect as unknown as { extend(expect: unknown, matchers: unknown): void }).extend(expect, customMatchers);

/** Types are checked where these tests are compiled. */
export const expectTypeOf = (): unknown => {
  const anything: unknown = new Proxy(() => anything, { get: () => anything });
  return anything;
};

export const vi = { spyOn };
