// SPDX-License-Identifier: Apache-2.0

/** The state that an account carries through its steps: connections, folders, UID mapping. */
package org.mailmig.mailbox.internal.state;
