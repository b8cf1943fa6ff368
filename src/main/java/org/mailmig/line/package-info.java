// SPDX-License-Identifier: Apache-2.0

/**
 * The beans of the routes, except the steps themselves: when an account is sent, which worker holds it, how it ends, and what its failure
 * means.
 *
 * <pre>
 *   Feeder ─▶ accounts queue ─▶ Taking ─▶ match … sweep ─▶ Ending ─▶ the wave's report, Letter
 *                                                   └─ Failures ─▶ Ending, DeadLetters
 * </pre>
 *
 * The ledger decides, the queue only transports: a message may be lost or repeated. Hosts' routes name these classes, so the names must
 * not change.
 */
package org.mailmig.line;
