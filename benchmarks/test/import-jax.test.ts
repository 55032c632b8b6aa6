import { describe, expect, it } from 'vitest';
import { importJax } from '../import-jax.js';

describe('importJax', () => {
  it('says how to install jax-js where it is not installed', async () => {
    const jax = await importJax().catch(({ message }: Error) => message);
    if (typeof jax === 'string') {
      expect(jax).toBe('@jax-js/jax is not installed; npm install --no-save @jax-js/jax');
    } else {
      console.log('installed here, so only its functions are looked at');
      expect(jax.valueAndGrad).toBeTypeOf('function');
    }
  });
});
