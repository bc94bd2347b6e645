import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { listenToNamedMaps, namedMaps } from '../../src/diagnostics/named-maps.js';
import { WasmMap, WasmSet } from '../../src/index.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('maps that have a name', () => {
  it('are known to those who ask, with what is made later', () => {
    const earlier = new WasmMap({ name: 'earlier' });
    expect(namedMaps()).toContain(earlier);
    const heard: object[] = [];
    const stop = listenToNamedMaps((map) => { heard.push(map); });
    const later = new WasmSet({ name: 'later', key: 'u32' });
    const unnamed = new WasmMap();
    stop();
    new WasmMap({ name: 'unheard' });
    expect(heard).toEqual([later]);
    expect(namedMaps()).not.toContain(unnamed);
  });

  it('are not kept alive by that', async () => {
    const known = namedMaps().length;
    for (let i = 0; i < 1000; i++) new WasmMap({ name: 'passing', key: 'u32', value: 'u32' });
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    collectGarbage();
    expect(namedMaps().length).toBeLessThan(known + 10);
  });
});
