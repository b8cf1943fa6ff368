// SPDX-License-Identifier: Apache-2.0

/**
 * The beans of the routes, besides the steps themselves: who is sent when, who holds an account, how it ends, and what its failure means.
 *
 * <pre>
 *   Feeder ─▶ accounts queue ─▶ Taking ─▶ match … sweep ─▶ Ending ─▶ the wave's report, Letter
 *                                                   └─ Failures ─▶ Ending, DeadLetters
 * </pre>
 *
 * The ledger decides, the queue only carries: a message may be lost or repeated. Hosts' routes name these classes: their names stay.
 */
package org.mailmig.line;
