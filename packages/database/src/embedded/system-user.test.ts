import { expect, it } from 'vitest';
import { parsePasswd } from './system-user.js';

it('reads passwd(5), and passes over what is not an entry', () => {
  const text = [
    'root:x:0:0:root:/root:/bin/bash',
    'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash',
    '',
    '+::::::',
    'broken:x:many:1::/:',
  ].join('\n');
  expect(parsePasswd(text)).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'postgres', uid: 101, gid: 104 },
  ]);
});
