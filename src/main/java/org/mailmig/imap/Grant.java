// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

/**
 * One entry of an access control list (RFC 4314, 2).
 *
 * @param identifier whom it is about, as the server names him; {@code -} before it takes rights away
 * @param rights one letter or digit each
 */
public record Grant(String identifier, String rights) {}
