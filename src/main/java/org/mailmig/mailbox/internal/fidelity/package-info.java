// SPDX-License-Identifier: Apache-2.0

/** Where a server stores other bytes or dates than it was sent: finds it and says why. */
package org.mailmig.mailbox.internal.fidelity;
