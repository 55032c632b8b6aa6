import { expect, it } from 'vitest';
import { visibleText } from '../../src/command-line/visible-text.js';

it('shows what could act on a terminal, and leaves other text alone', () => {
  expect(visibleText('a\u001b]0;title\u0007\u009b31m\r\n')).toBe('a\\x1b]0;title\\x07\\x9b31m\\x0d\\x0a');
  expect(visibleText('cell\u202egnp.exe \u2066x\u2069')).toBe('cell\\u202egnp.exe \\u2066x\\u2069');
  expect(visibleText('Zelle ü 細胞 \u{1f9ec} C:\\x1b')).toBe('Zelle ü 細胞 \u{1f9ec} C:\\x1b');
});
