import { describe, expect, it } from 'vitest';
import { errorLine } from '../error-line.js';

describe('errorLine', () => {
  it('takes the message of an engine that cannot start, not the line that threw it', () => {
    const printed = [
      '/checkout/packages/hpa-backend/src/engines/start-backend.ts:118',
      '  throw new EngineUnavailable({ engine: name, reason: reasons });',
      '        ^',
      '',
      'EngineUnavailable: backend webgpu cannot start here: webgpu: no Vulkan: libvulkan.so.1 is not installed',
      '    at startBackend (/checkout/packages/hpa-backend/src/engines/start-backend.ts:118:9) {',
      "  engine: 'webgpu',",
    ].join('\n');
    expect(errorLine(printed)).toBe(
      'backend webgpu cannot start here: webgpu: no Vulkan: libvulkan.so.1 is not installed',
    );
  });

  it('keeps the kind of other errors, of Node and of Python, and takes the last', () => {
    expect(errorLine('Error: a\n\nRangeError: batch must be 1; received 2\n')).toBe(
      'RangeError: batch must be 1; received 2',
    );
    expect(errorLine('Traceback\nModuleNotFoundError: No module named x\n')).toBe(
      'ModuleNotFoundError: No module named x',
    );
  });

  it('takes the first line of a text without an error', () => {
    expect(errorLine('Command failed: node\nmore')).toBe('Command failed: node');
  });
});
