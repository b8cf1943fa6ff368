/**
 * The command line: {@link org.mailmig.cli.Mailmig} is the door, one class a command. Commands that move mail start the
 * shipped routes in a camel-main context ({@link org.mailmig.cli.Engine}); the others read the ledger only. Nothing depends
 * on this package.
 */
package org.mailmig.cli;
