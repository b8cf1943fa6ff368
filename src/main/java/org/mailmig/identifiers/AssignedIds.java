// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

/**
 * What a target folder has now.
 *
 * @param uidValidity its UIDVALIDITY
 * @param loss why its mailbox id is not the source's; {@code null} where it is
 */
public record AssignedIds(long uidValidity, String loss) {}
