import { ProfileFault } from './profile-fault.js';

/** Far above any implementation guide: the profile of US Core 6.1 that leads to most takes 2,000. */
const mostElements = 100_000;
const mostDefinitions = 2_000;

/** What one compilation may cost, however its definitions lead to one another. */
export class CompileBudget {
  #elements = mostElements;
  #definitions = mostDefinitions;

  /** For the next compilation. */
  renew(): void {
    this.#elements = mostElements;
    this.#definitions = mostDefinitions;
  }

  /** @throws ProfileFault where a definition leads to more than is reasonable. */
  spendElements(count: number): void {
    this.#elements -= count;
    if (this.#elements < 0) this.#fail(`${mostElements} elements`);
  }

  /** @throws ProfileFault likewise. */
  spendDefinition(): void {
    if (--this.#definitions < 0) this.#fail(`${mostDefinitions} definitions`);
  }

  #fail(what: string): never {
    throw new ProfileFault('too-costly', 'unusable-profile', `The profile leads to more than ${what}`);
  }
}
