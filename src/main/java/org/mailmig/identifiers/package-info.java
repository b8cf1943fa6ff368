// SPDX-License-Identifier: Apache-2.0

/** Sets UIDVALIDITY, UIDs and mailbox ids in a clone's target, with Cyrus' replication or Dovecot's doveadm. */
package org.mailmig.identifiers;
