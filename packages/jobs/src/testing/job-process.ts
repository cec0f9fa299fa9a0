import { createEmbeddedObjects } from '@wellspring/objects';
import { createJobBench } from './job-bench.js';

/*
 * A node in a process of its own, for tests that kill it: takes jobs of the database in the first
 * argument, with the embedded objects in the folder in the second, until it is killed.
 */
const [url, folder] = process.argv.slice(2);
if (url === undefined || folder === undefined) throw new Error('Arguments: database URL, objects folder');
const objects = await createEmbeddedObjects({ folder });
const bench = await createJobBench(url);
await bench.jobs(objects.client(), { batchLines: 20, workers: 2, changeBatch: 8 }).run();
process.send?.('running');
// The parent is gone: so is the test.
process.on('disconnect', () => {
  process.exit();
});
