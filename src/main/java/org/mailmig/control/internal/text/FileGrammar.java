// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

/** How the rows of a file are written. */
public enum FileGrammar {
    /** Our own: CSV with a header. */
    CSV,
    /** Mailmig's accounts file of {@code Mode,IMAP}: CSV with a header of fixed names. */
    IMAP,
    /** Mailmig's accounts file of {@code Mode,EXCHANGE}: one alias per line, no header. */
    ALIASES
}
