import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { processorCount } from '../../src/node/processor-count.js';

const roots: string[] = [];

/** A root folder with these files. */
function rootWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'hpa-cgroups-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  for (const root of roots.splice(0)) {
    rmSync(root, { recursive: true });
  }
});

/** As the kernel lists them; the second line is another file system. */
const MOUNT_2 = `25 30 0:23 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate
31 30 0:24 / /tmp rw - tmpfs tmpfs rw
`;
const MOUNT_1 = `33 32 0:29 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
34 32 0:30 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
`;

describe('the number of processors', () => {
  it('is that of the affinity without cgroups and without a quota', () => {
    expect(processorCount({ root: rootWith({}), processors: 6 })).toBe(6);
    const root = rootWith({
      'proc/self/cgroup': '0::/\n',
      'proc/self/mountinfo': MOUNT_2,
      'sys/fs/cgroup/cpu.max': 'max 100000\n',
    });
    expect(processorCount({ root, processors: 6 })).toBe(6);
  });

  it.each([
    ['200000 100000', 2],
    ['150000 100000', 2],
    ['149000 100000', 1],
    ['50000 100000', 1],
    ['1000 100000', 1],
    ['30000 10000', 3],
    ['900000 100000', 6],
  ])('is the quota of cgroup v2 (%s of 6 processors: %i), rounded, but at least 1', (quota, expected) => {
    const root = rootWith({
      'proc/self/cgroup': '0::/\n',
      'proc/self/mountinfo': MOUNT_2,
      'sys/fs/cgroup/cpu.max': `${quota}\n`,
    });
    expect(processorCount({ root, processors: 6 })).toBe(expected);
  });

  it('is the least of nested groups, whichever has it', () => {
    const nested = (outer: string, middle: string, inner: string) =>
      rootWith({
        'proc/self/cgroup': '0::/kubepods/pod 1/main\n',
        'proc/self/mountinfo': MOUNT_2,
        'sys/fs/cgroup/kubepods/cpu.max': outer,
        'sys/fs/cgroup/kubepods/pod 1/cpu.max': middle,
        'sys/fs/cgroup/kubepods/pod 1/main/cpu.max': inner,
      });
    const max = 'max 100000\n';
    expect(processorCount({ root: nested('300000 100000\n', max, max), processors: 8 })).toBe(3);
    expect(processorCount({ root: nested('300000 100000', '200000 100000', max), processors: 8 })).toBe(2);
    expect(processorCount({ root: nested('300000 100000', max, '100000 100000'), processors: 8 })).toBe(1);
  });

  it.each([
    ['400000', '100000', 4],
    ['-1', '100000', 8],
    ['50000', '20000', 3],
  ])('reads the quota of cgroup v1 (%s of %s), in a container too', (quota, period, expected) => {
    const root = rootWith({
      'proc/self/cgroup': '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n0::/docker/abc\n',
      'proc/self/mountinfo': MOUNT_1,
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': `${quota}\n`,
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': `${period}\n`,
    });
    expect(processorCount({ root, processors: 8 })).toBe(expected);
  });

  it('reads the group of the mount point where the process does not see its own', () => {
    const root = rootWith({
      'proc/self/cgroup': '0::/../outside\n',
      'proc/self/mountinfo': '25 30 0:23 / /mount\\040point rw - cgroup2 cgroup2 rw\n',
      'mount point/cpu.max': '200000 100000\n',
    });
    expect(processorCount({ root, processors: 8 })).toBe(2);
  });

  it('passes over quotas that are no numbers', () => {
    const root = rootWith({
      'proc/self/cgroup': '0::/\nnonsense\n',
      'proc/self/mountinfo': `${MOUNT_2}nonsense\n`,
      'sys/fs/cgroup/cpu.max': 'much of it\n',
    });
    expect(processorCount({ root, processors: 5 })).toBe(5);
  });
});
