// SPDX-License-Identifier: Apache-2.0

/** What an account carries through its steps: its connections, its folders, its UID mapping. */
package org.mailmig.mailbox.internal.state;
