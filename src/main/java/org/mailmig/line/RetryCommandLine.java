// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

/** The shell command that resumes the accounts that are not DONE. */
public final class RetryCommandLine {
    /** The property in which the command line passes its configuration option; empty if only the default configuration is used. */
    public static final String CONFIGURATION = "mailmig.configuration";

    private RetryCommandLine() {}

    /**
     * @param account {@code null} for the whole wave
     * @param configuration the value of {@link #CONFIGURATION}
     */
    public static String command(String wave, String account, String configuration) {
        return "./mailmig retry " + quoted(wave) + (account == null ? "" : " " + quoted(account))
                + (configuration.isEmpty() ? "" : " --config " + quoted(configuration));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
