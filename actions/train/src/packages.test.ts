import { expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { packagesOf } from './packages.ts';

const uv = `version = 1

[[package]]
name = "numpy"
version = "2.1.0"
source = { registry = "x" }

[[package]]
name = "birds"
source = { virtual = "." }

[[package]]
name = "scikit_learn"
version = "1.5.2"
dependencies = [
    { name = "numpy" },
]

[package.metadata]
version = "9"
`;

test.each([
  ['requirements.txt', 'numpy==2.1.0\nscikit-learn==1.5.2', { numpy: '2.1.0', 'scikit-learn': '1.5.2' }],
  [
    'requirements.txt',
    'Scikit_Learn[all] == 1.5.2 ; python_version > "3.8"  # why\r\nnumpy>=2\n-r other.txt\ntorch==2.4.0+cu121 \\\n    --hash=sha256:ab\n',
    { 'scikit-learn': '1.5.2', torch: '2.4.0+cu121' },
  ],
  ['requirements.txt', '-e git+https://x@y#egg=z\n__proto__==1\n', {}],
  ['uv.lock', uv, { numpy: '2.1.0', 'scikit-learn': '1.5.2' }],
  ['poetry.lock', uv.replaceAll('\n', '\n'), { numpy: '2.1.0', 'scikit-learn': '1.5.2' }],
  ['pylock.toml', '[[packages]]\nname = "a"\nversion = "1"\n', { a: '1' }],
  ['Pipfile.lock', '{"default": {"Numpy": {"version": "==2.1.0"}, "x": {"path": "."}}}', { numpy: '2.1.0' }],
  ['conda-lock.yml', 'package:\n- {name: numpy, version: 2.10, manager: conda}\n- 3\n', { numpy: '2.10' }],
  ['Pipfile.lock', '{broken', {}],
  ['conda-lock.yml', 'package: [null, {name: 1}]', {}],
])('%s %#', (name, text, expected) => expect(packagesOf(name, text)).toEqual(expected));

test('any text pins something or nothing, and never throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('uv.lock', 'Pipfile.lock', 'conda-lock.yml', 'requirements.txt'),
      fc.string(),
      (name, text) => {
        expect(typeof packagesOf(name, text)).toBe('object');
      },
    ),
  );
});
