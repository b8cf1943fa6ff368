// SPDX-License-Identifier: Apache-2.0

/**
 * The beans of the routes, except the steps themselves: when an account is sent, which worker has its lease, whether it holds, how it
 * ends, and what its failure means.
 *
 * <pre>
 *   Feeder ─▶ accounts queue ─▶ Taking ─▶ match … verify ─▶ Holding ─▶ clear … sweep ─▶ Ending, DeadLetters ─▶ the wave's report, Letter
 *                                                   │            └─ synced, until it is due or completed
 *                                                   └─ Failures ─▶ Ending, or parked until the next attempt (TransientErrors)
 * </pre>
 *
 * The Feeder sends parked and due accounts again. Unreported finds waves whose report was not written because a process was killed.
 *
 * The ledger decides, the queue only transports: a message may be lost or repeated. Hosts' routes name these classes, so the names must
 * not change.
 */
package org.mailmig.line;
