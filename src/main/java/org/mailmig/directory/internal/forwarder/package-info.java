// SPDX-License-Identifier: Apache-2.0

/** Sets, clears and restores forwarders, and checks first what could refuse them. */
package org.mailmig.directory.internal.forwarder;
