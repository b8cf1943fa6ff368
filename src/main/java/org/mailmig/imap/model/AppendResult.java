// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.List;

/**
 * Where APPEND stored its messages: APPENDUID (RFC 4315, 3).
 *
 * @param uidValidity of the target folder; 0 if the server does not offer UIDPLUS
 * @param uids in the order of the messages sent; empty if the server does not offer UIDPLUS
 */
public record AppendResult(long uidValidity, List<Long> uids) {}
