// SPDX-License-Identifier: Apache-2.0

/** LDAP by JNDI: connections with limits, binds, searches, changes. */
package org.mailmig.directory.internal.ldap;
