// SPDX-License-Identifier: Apache-2.0

/** Finds bytes and dates that a server stores differently than they were sent, and reports why. */
package org.mailmig.mailbox.internal.fidelity;
