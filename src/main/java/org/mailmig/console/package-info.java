/** What {@code serve} shows of the ledger over HTTP: a page for people, and the JSON that it is made of. It changes nothing. */
package org.mailmig.console;
