// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.List;
import java.util.Map;

/**
 * The ACL and annotations of a folder.
 *
 * @param grants the ACL (RFC 4314); empty if that is not offered or may not be read
 * @param annotations value by entry (RFC 5464), one char per byte
 * @param refused the server's response text if it refused one of the two, else empty
 * @param tooLong bytes of the longest annotation that was omitted for its length; 0 if there is none
 */
public record FolderExtras(List<AclGrant> grants, Map<String, String> annotations, String refused, long tooLong) {}
