import { afterEach, expect, it, vi } from 'vitest';
import { resumeLine } from '../src/command-line/resume-line.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('resumes a run as it was started: by npm, by npx or as a program', () => {
  vi.stubEnv('npm_lifecycle_event', 'compare');
  vi.stubEnv('npm_package_json', `${process.cwd()}/package.json`);
  expect(resumeLine('runs/first', { command: 'compare' })).toBe(
    'npm run compare -- --resume --out runs/first',
  );
  vi.stubEnv('npm_package_json', '/elsewhere/clone/package.json');
  expect(resumeLine('runs/first', { command: 'compare' })).toBe(
    'npm --prefix /elsewhere/clone run compare -- --resume --out runs/first',
  );
  vi.stubEnv('npm_lifecycle_event', 'npx');
  vi.stubEnv('npm_command', 'exec');
  expect(resumeLine("runs/it's here", { command: 'compare' })).toBe(
    "npx hpa-localize compare --resume --out 'runs/it'\\''s here'",
  );
  vi.stubEnv('npm_command', '');
  expect(resumeLine('run', { command: 'compare' })).toMatch(/^node \S+ compare --resume --out run$/);
  vi.stubEnv('npm_lifecycle_event', 'tune');
  vi.stubEnv('npm_package_json', `${process.cwd()}/package.json`);
  expect(resumeLine('runs/tune', { command: 'tune' })).toBe('npm run tune -- --resume --out runs/tune');
  expect(resumeLine('runs/tune', { command: 'tune', queue: 'redis://:secret@host/1' })).toBe(
    "npm run tune -- --resume --out runs/tune --queue 'redis://:***@host/1'",
  );
});
