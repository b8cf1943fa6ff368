/** The console of {@code serve}: shows the ledger over HTTP, as a page and as the JSON that the page is made of. It changes nothing. */
package org.mailmig.console;
