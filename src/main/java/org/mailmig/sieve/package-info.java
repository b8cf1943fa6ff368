/**
 * Sieve scripts: {@link org.mailmig.sieve.ManageSieve} carries them (RFC 5804), {@link org.mailmig.sieve.Script} reads them
 * (RFC 5228) and rewrites the folder names in them, token by token, leaving every other octet as it is.
 */
package org.mailmig.sieve;
