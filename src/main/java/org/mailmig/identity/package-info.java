/**
 * How a target is told which identifiers a clone's folders and messages are to bear, so that offline copies of mail programs
 * stay valid: through Dovecot's doveadm HTTP API, through Cyrus' replication, or not at all.
 */
package org.mailmig.identity;
