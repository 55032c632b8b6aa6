import { describe, expect, it } from 'vitest';
import { FlagError } from '../../src/command-line/flag-error.js';
import { hidePassword } from '../../src/command-line/hide-password.js';
import { parseQueueAddress } from '../../src/queue/queue-address.js';

describe('parseQueueAddress', () => {
  it('reads host and port, and shows the address without its password', () => {
    expect(parseQueueAddress('redis://lab')).toEqual({
      url: 'redis://lab',
      shown: 'redis://lab',
      host: 'lab',
      port: 6379,
      database: 0,
    });
    expect(parseQueueAddress('rediss://me:secret@lab:7000/2')).toMatchObject({
      url: 'rediss://me:secret@lab:7000/2',
      shown: 'rediss://me:***@lab:7000/2',
      host: 'lab',
      port: 7000,
      database: 2,
    });
  });

  it.each(['lab', 'http://lab', 'redis://', 'redis://:secret@lab/tune', 'redis://:secret@lab:port'])(
    'refuses %s in one line, which does not repeat it',
    (text) => {
      expect(() => parseQueueAddress(text)).toThrow(FlagError);
      expect(() => parseQueueAddress(text)).toThrow(/^--queue must be redis:\/\/HOST, or [^\n]*$/);
      expect(() => parseQueueAddress(text)).not.toThrow(/secret/);
    },
  );
});

describe('hidePassword', () => {
  it('hides all of a password, one with the signs of an address too, and nothing else', () => {
    expect(hidePassword('redis://:a@b:c@lab:1/0')).toBe('redis://:***@lab:1/0');
    expect(hidePassword('redis://lab:6379')).toBe('redis://lab:6379');
    expect(hidePassword('--queue=redis://u:p@lab')).toBe('--queue=redis://u:***@lab');
    expect(hidePassword('runs/me@lab:1')).toBe('runs/me@lab:1');
  });
});
