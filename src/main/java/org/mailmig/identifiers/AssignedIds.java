// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

/**
 * The identifiers that a target folder has now.
 *
 * @param uidValidity its UIDVALIDITY
 * @param loss why its mailbox id is not the source's; {@code null} if it is
 */
public record AssignedIds(long uidValidity, String loss) {}
