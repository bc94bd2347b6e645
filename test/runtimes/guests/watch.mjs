/** Watches chance, clocks and timers, which workers have none of, or useless ones, while they load. Imported before what it is to watch. */

/** Names of what was called since this was loaded, or since they were last taken. */
const called = [];

const { crypto, performance, process, scheduler } = globalThis;
const watched = [
  [Math, 'random'], [crypto, 'getRandomValues'], [crypto, 'randomUUID'],
  [Date, 'now'], [globalThis, 'Date'], [performance, 'now'], [process, 'hrtime'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestIdleCallback', 'requestAnimationFrame'].map((name) => [globalThis, name]),
  [process, 'nextTick'], [scheduler, 'wait'], [scheduler, 'postTask'],
  [process, 'getBuiltinModule'],
].filter(([owner, name]) => typeof owner?.[name] === 'function').map(([owner, name]) => ({ owner, name, original: owner[name] }));

for (const { owner, name, original } of watched) {
  owner[name] = new Proxy(original, {
    apply: (call, self, args) => (called.push(name), Reflect.apply(call, self, args)),
    construct: (call, args, target) => (called.push(name), Reflect.construct(call, args, target)),
  });
  if (owner[name] === original) throw new Error(`${name} cannot be watched here`);
}

export const watchedNames = watched.map(({ name }) => name);

/** What was called until now. */
export const takeCalled = () => called.splice(0);

export function stopWatching() {
  for (const { owner, name, original } of watched) owner[name] = original;
}
