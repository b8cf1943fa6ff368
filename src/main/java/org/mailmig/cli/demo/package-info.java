/**
 * A migration in a bottle: two mail servers (GreenMail), a directory (UnboundID) and a post office that delivers by what
 * {@code targetAddress} says, around the very routes that move real mailboxes. The command {@code demo} tells it.
 */
package org.mailmig.cli.demo;
