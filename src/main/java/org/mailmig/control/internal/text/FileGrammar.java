// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

/** The grammar of a file's rows. */
public enum FileGrammar {
    /** mailmig's CSV with a header. */
    CSV,
    /** Mailmig's accounts file of {@code Mode,IMAP}: CSV with a header of fixed names. */
    IMAP,
    /** Mailmig's accounts file of {@code Mode,EXCHANGE}: one alias per line, no header. */
    ALIASES
}
