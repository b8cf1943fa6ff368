// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/**
 * One resource of a quota root (RFC 9208, 5).
 *
 * @param root the root's name
 * @param resource in upper case: {@code STORAGE} (in units of 1,024 bytes), {@code MESSAGE}, {@code MAILBOX}
 * @param used in the resource's units
 * @param limit in the resource's units
 */
public record QuotaLimit(String root, String resource, long used, long limit) {}
