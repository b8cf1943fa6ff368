// SPDX-License-Identifier: Apache-2.0

/**
 * The demo: two mail servers (GreenMail), a directory (UnboundID) and a post office that delivers by {@code targetAddress}, around the same
 * routes that migrate real mailboxes.
 */
package org.mailmig.cli.demo;
