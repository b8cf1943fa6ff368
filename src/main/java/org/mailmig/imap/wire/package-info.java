// SPDX-License-Identifier: Apache-2.0

/** Bytes to and from a server, with limits in size and time. ManageSieve uses it too. */
package org.mailmig.imap.wire;
