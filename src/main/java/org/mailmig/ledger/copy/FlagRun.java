// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/** Source UIDs {@code first} to {@code last} had these flags at the last pass (names separated by blanks). */
public record FlagRun(long first, long last, String flags) {}
