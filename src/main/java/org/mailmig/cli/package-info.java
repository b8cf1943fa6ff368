// SPDX-License-Identifier: Apache-2.0

/**
 * The command line; its entry point is {@link org.mailmig.cli.Mailmig}. Nothing depends on these packages:
 *
 * <pre>
 *   cli        Mailmig's own switches, or one of the commands
 *   command    one class for each command
 *   run        a wave in this process: the Camel runtime with the shipped routes, signals, following the wave
 *   output     bars, events, tables, JSON, control files
 *   config     keys, files and log of a command
 *   demo       two mail servers, a directory and a post office in one process
 * </pre>
 */
package org.mailmig.cli;
