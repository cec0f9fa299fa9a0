import type { LaneFigures } from '@wellspring/http';
import { createExpectedAnswer, type ExpectedAnswer } from './expected-answer.js';
import { createHeldForClients } from './held-for-clients.js';
import type { Lanes } from './lanes.js';
import { openLoad, type OpenLoad, type WaitingClient } from './open-load.js';
import type { WorkClass } from './work-class.js';

/** What there is to do, and what it may take. */
export interface Admission {
  /** After how many seconds to come again, where too many of the kind wait already. Costs next to nothing. */
  refusal(kind: WorkClass): number | undefined;
  /** Counts a request from now on, until it is closed. */
  open(kind: WorkClass, client: WaitingClient): OpenLoad;
  figures(): AdmissionFigures;
}

/** What the lanes are at. */
export interface AdmissionFigures {
  readonly work: Readonly<Record<WorkClass, LaneFigures>>;
  readonly memory: Readonly<Record<'smallBodies' | 'largeBodies' | 'answers', LaneFigures>>;
}

/** The least that is set aside for an answer, in bytes: most resources have less than one, and most pages than the other. */
const LEAST = { read: 4 * 1024, other: 32 * 1024 };

/**
 * Makes the admission of one process. A request takes its turn when it is known whose it is, so that nobody who is not
 * let in keeps others waiting; who comes when too many wait is refused before that.
 */
export function createAdmission(lanes: Lanes): Admission {
  const expected = new Map<WorkClass, ExpectedAnswer>();
  const senders = createHeldForClients();
  const takers = createHeldForClients();
  const expectedOf = (kind: WorkClass): ExpectedAnswer => {
    let known = expected.get(kind);
    if (known === undefined)
      expected.set(kind, (known = createExpectedAnswer(kind === 'read' ? LEAST.read : LEAST.other)));
    return known;
  };
  return {
    refusal: (kind) => lanes.work[kind].refusal(),
    open: (kind, client) => openLoad({ lanes, kind, expected: expectedOf(kind), senders, takers, client }),
    figures: () => {
      const { work, smallBodies, largeBodies, answers } = lanes;
      const each = Object.entries(work).map(([kind, lane]) => [kind, lane.figures()]);
      return {
        work: Object.fromEntries(each) as AdmissionFigures['work'],
        memory: {
          smallBodies: smallBodies.figures(),
          largeBodies: largeBodies.figures(),
          answers: answers.figures(),
        },
      };
    },
  };
}
