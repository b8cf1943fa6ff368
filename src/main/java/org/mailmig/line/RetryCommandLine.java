// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

/** The command that goes on with what did not end DONE, as it is typed into a shell. */
public final class RetryCommandLine {
    /** Where the command line says which configuration holds; empty where only the shipped one does. */
    public static final String CONFIGURATION = "mailmig.configuration";

    private RetryCommandLine() {}

    /**
     * @param account {@code null} for all of the wave
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
