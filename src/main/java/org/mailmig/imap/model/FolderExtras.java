// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.List;
import java.util.Map;

/**
 * What a folder has besides messages.
 *
 * @param grants who may do what (RFC 4314); empty where that is not offered or may not be seen
 * @param annotations value by entry (RFC 5464), one char per octet
 * @param refused the server's words where it did not tell one of the two, else empty
 * @param tooLong octets of the longest annotation that was not told for its length; 0 where there is none
 */
public record FolderExtras(List<AclGrant> grants, Map<String, String> annotations, String refused, long tooLong) {}
