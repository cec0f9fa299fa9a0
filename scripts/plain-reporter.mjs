/** Ends a test run with one plain line, `N passed, N failed, N skipped`, for whatever reads logs. */
export class PlainReporter {
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state in count) count[state] += 1;
      }
      // A file that could not even be loaded has no tests to count, yet it failed.
      if (module.state() === 'failed' && module.errors().length > 0) count.failed += 1;
    }
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
