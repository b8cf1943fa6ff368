// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/**
 * One entry of an access control list (RFC 4314, 2).
 *
 * @param identifier the user or group as the server names it; with a leading {@code -}, rights are revoked
 * @param rights one letter or digit each
 */
public record AclGrant(String identifier, String rights) {}
