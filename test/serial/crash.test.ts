import { expect, it } from 'vitest';
import { crash } from './crash.js';

it('a process killed while it saves a map leaves the old file or the new one', async () => {
  await expect(crash(10)).resolves.toBeUndefined();
});
