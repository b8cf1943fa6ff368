// SPDX-License-Identifier: Apache-2.0

/**
 * Sieve scripts: {@link org.mailmig.sieve.Script} reads them (RFC 5228) and rewrites the folder names in them, token by token, leaving every
 * other byte as it is.
 */
package org.mailmig.sieve;
