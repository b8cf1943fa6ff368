// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/**
 * One entry of an access control list (RFC 4314, 2).
 *
 * @param identifier whom it is about, as the server names him; {@code -} before it takes rights away
 * @param rights one letter or digit each
 */
public record AclGrant(String identifier, String rights) {}
