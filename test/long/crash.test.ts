import { expect, it } from 'vitest';
import { crash } from '../serial/crash.js';

it('five hundred processes killed while they save a map leave an old file or a new one', async () => {
  await expect(crash(500)).resolves.toBeUndefined();
});
