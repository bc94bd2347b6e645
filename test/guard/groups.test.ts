import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import type * as guardModule from '../../src/guard/index.js';
import { type Guard, GuardError, type GuardPolicy, guard } from '../../src/guard/index.js';
import { engineKinds } from '../support/workloads.js';

const kinds = ({ recent }: Guard): string[] => recent.map(({ operation, kind }) => `${operation} ${kind}`);
const policy: GuardPolicy = { atomic: 'count', idempotent: 'off', observable: 'off' };
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe.each(engineKinds)('groups of writes on the %s engine', (engine) => {
  const make = (): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });

  it('notice what others write between their own writes', async () => {
    const map = make();
    const watched = guard(map, policy);
    const done = watched.group('transfer', async () => {
      map.set(1, 90);
      await turn();
      map.set(2, 10);
    });
    map.set(3, 3);
    map.putAll([[4, 4]]);
    await done;
    map.set(5, 5);
    expect(kinds(watched)).toEqual(['set interleaved', 'putAll interleaved']);
    expect(watched.recent[0]!.message).toBe('WasmMap: set came between the writes of the group "transfer"');
  });

  it('do not mind what comes before their first write, and tell groups apart', async () => {
    const map = make();
    const watched = guard(map, policy);
    const first = watched.group('first', async () => {
      await turn();
      map.set(1, 1);
      await turn();
      map.set(1, 2);
    });
    map.set(3, 3);
    const second = watched.group('second', async () => {
      map.set(7, 7);
      await turn();
      setTimeout(() => map.set(8, 8), 0);
      await turn();
      await turn();
    });
    await Promise.all([first, second]);
    expect(kinds(watched).length).toBeGreaterThan(0);
    expect(new Set(kinds(watched))).toEqual(new Set(['set interleaved']));
  });

  it('may lie within each other, and are theirs that are within', async () => {
    const map = make();
    const watched = guard(map, policy);
    await watched.group('outer', async () => {
      map.set(1, 1);
      await watched.group('inner', async () => {
        map.set(2, 2);
        await turn();
        map.set(3, 3);
      });
      map.set(4, 4);
    });
    expect(kinds(watched)).toEqual([]);
  });

  it('notice an update that would be lost', async () => {
    const map = make().set(1, 100);
    const watched = guard(map, { ...policy, atomic: 'throw' });
    const withdraw = (name: string, amount: number): Promise<void> => watched.group(name, async () => {
      const balance = map.get(1)!;
      await turn();
      map.set(1, balance - amount);
    });
    const [first, second] = await Promise.allSettled([withdraw('first', 10), withdraw('second', 20)]);
    expect([first.status, second.status, map.get(1)]).toEqual(['fulfilled', 'rejected', 90]);
    expect((second as PromiseRejectedResult).reason).toBeInstanceOf(GuardError);
    expect(kinds(watched)).toEqual(['set lost-update']);
    expect(watched.recent[0]!.message).toBe('WasmMap: set replaces what others have written since the group "second" read it');
  });

  it('take no update for lost that is not', async () => {
    const map = make().set(1, 100).set(2, 5);
    const watched = guard(map, policy);
    await watched.group('own', async () => {
      const one = map.getOr(1, 0);
      map.set(1, one + 1);
      map.set(1, one + 2);
      map.get(2);
      map.putAll([[2, 6]]);
      map.set(2, 7);
      map.get(3);
      await map.putAllAsync([[3, 1]]);
      map.set(3, 2);
      map.get(4);
    });
    const other = watched.group('reads', async () => {
      map.get(1);
      await turn();
      map.get(1);
      map.set(1, 0);
      map.set(9, 9);
    });
    map.set(1, 55);
    map.set(9, 8);
    await other;
    expect(kinds(watched)).toEqual([]);
  });

  it('leave reads alone but while they are open, also where they fail', async () => {
    const map = make();
    const watched = guard(map, policy);
    const own = (): number => Reflect.ownKeys(map).length;
    const before = own();
    expect(watched.group('sync', () => own())).toBe(before + 2);
    expect(own()).toBe(before);
    expect(() => watched.group('fails', () => { throw new Error('no'); })).toThrow('no');
    await expect(watched.group('fails later', async () => { await turn(); throw new Error('later'); })).rejects.toThrow('later');
    expect(own()).toBe(before);
    const open = watched.group('open', () => turn());
    watched.stop();
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
    await open;
    expect(watched.group('over', () => 5)).toBe(5);
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });
});

describe('groups of writes', () => {
  it('compare bytes by their content', async () => {
    const map = new WasmMap({ key: 'bytes', value: 'bytes' }).set(Uint8Array.of(1), Uint8Array.of(1));
    const watched = guard(map, policy);
    const update = (name: string): Promise<void> => watched.group(name, async () => {
      const value = map.get(Uint8Array.of(1))!;
      await turn();
      map.set(Uint8Array.of(1), Uint8Array.of(...value, 2));
    });
    await update('alone');
    expect(kinds(watched)).toEqual([]);
    await Promise.all([update('a'), update('b')]);
    expect(kinds(watched)).toEqual(['set lost-update']);
  });

  it('know what is theirs by what is marked, where calls cannot be followed', async () => {
    const { getBuiltinModule } = process;
    const { guard: unaware } = await freshGuard();
    try {
      process.getBuiltinModule = (() => undefined);
      const map = new WasmMap<number, number>();
      const watched = unaware(map, policy);
      const first = watched.group('first', async (group) => {
        map.set(1, 1);
        await turn();
        map.set(2, 2);
        group.write(() => map.set(3, 3));
      });
      const second = watched.group('second', async () => { map.set(4, 4); });
      map.set(5, 5);
      await Promise.all([first, second]);
      expect(kinds(watched)).toEqual(['set interleaved']);
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  });
});

type GuardModule = typeof guardModule;

/** The module as a program that has just begun has it. */
async function freshGuard(): Promise<GuardModule> {
  const { outputFiles } = buildSync({ entryPoints: [fileURLToPath(new URL('../../dist/guard/index.js', import.meta.url))], bundle: true, format: 'esm', write: false });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  return await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`) as GuardModule;
}
