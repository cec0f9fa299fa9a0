import type { CapabilityStatement } from '../capability/capability-statement.js';
import { cancelJob } from '../bulk-jobs/cancel-job.js';
import { jobStatus } from '../bulk-jobs/job-status.js';
import { conditionalDelete } from '../conditional/conditional-delete.js';
import { conditionalPatch } from '../conditional/conditional-patch.js';
import { conditionalUpdate } from '../conditional/conditional-update.js';
import type { FhirResponse } from '../response/fhir-response.js';
import type { Interaction } from '../routing/interaction.js';
import { create } from './create.js';
import { deleteResource } from './delete.js';
import type { Exchange } from './exchange.js';
import { history, historyOfMany } from './history.js';
import { patch } from './patch.js';
import { read, vread } from './read.js';
import { search } from './search.js';
import { update } from './update.js';

/** An interaction that can be an entry of a Bundle, too. */
export type SingleInteraction = Exclude<
  Interaction,
  { readonly kind: 'bundle' | 'job-file' | 'transaction-status' }
>;

/** Carries out one interaction. */
export type Perform = (interaction: SingleInteraction, exchange: Exchange) => Promise<FhirResponse>;

/** @param capabilities makes the CapabilityStatement of a base URL */
export function performer(capabilities: CapabilityStatement): Perform {
  return (interaction, exchange) => {
    switch (interaction.kind) {
      case 'capabilities':
        return Promise.resolve({
          status: 200,
          headers: {},
          body: [capabilities(exchange.base, exchange.store.searchParameters())],
        });
      case 'create':
        return create(exchange, interaction.type);
      case 'search':
        return search(exchange, interaction.scope);
      case 'read':
        return read(exchange, interaction.type, interaction.id);
      case 'vread':
        return vread(exchange, interaction.type, interaction.id, interaction.version);
      case 'update':
        return update(exchange, interaction.type, interaction.id);
      case 'patch':
        return patch(exchange, interaction.type, interaction.id);
      case 'delete':
        return deleteResource(exchange, interaction.type, interaction.id);
      case 'conditional-update':
        return conditionalUpdate(exchange, interaction.type);
      case 'conditional-patch':
        return conditionalPatch(exchange, interaction.type);
      case 'conditional-delete':
        return conditionalDelete(exchange, interaction.type);
      case 'history':
        return history(exchange, interaction.type, interaction.id);
      case 'history-of-many':
        return historyOfMany(exchange, interaction.type);
      case 'operation':
        return interaction.operation.run(exchange, interaction.target);
      case 'job-status':
        return jobStatus(exchange, interaction.job, interaction.jobId);
      case 'job-cancel':
        return cancelJob(exchange, interaction.jobId);
      default:
        return interaction satisfies never;
    }
  };
}
