// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mailmig.text.EditDistance;

/** The keywords of Mailmig's control files, and which of them are supported. */
enum Keyword {
    MODE("Mode"),
    ACCOUNTS("Accounts"),
    EMAIL_START("EmailStart"),
    EMAIL_END("EmailEnd"),
    SUBJECT_FILE("SubjectFile"),
    /** These request another kind of run unless they have the given value. */
    FUNCTION("Function", "FULL"),
    EMAIL("Email", "TRUE"),
    IMPORT_DESTINATION("ImportDestination", "SERVER"),
    /** TRUE: match the target's entry by SID alone. */
    RESTRICT_SEARCH_TO_SID("RestrictSearchtoSid"),
    /** Names the server whose mailbox store is the target. */
    EXCH_STORE_DN("ExchStoreDN"),
    MEANINGLESS("");

    private static final List<String> WITHOUT_MEANING = List.of(
            "File",
            "Mailbox",
            "Postoffice",
            "POName",
            "GWDomain",
            "GWUserGRPName",
            "Secure",
            "Encrypted",
            "Port",
            "Public",
            "PAB",
            "Schedule",
            "SchdStart",
            "SchdEnd",
            "Phone",
            "Appointments",
            "Notes",
            "Tasks",
            "GWRTF",
            "Home-Server",
            "Container",
            "Template",
            "NTAccounts",
            "NTDomain",
            "DefFldPerms",
            "FldOwner",
            "PSTPath",
            "Exch55",
            "ForcePwdChange");

    static final List<String> OTHER_MODES =
            List.of("FILE", "MSMAILPC", "CCMAIL", "NOTES", "COLLABRA", "GRPWISE", "GRPWISE5", "ADSI");

    private final String word;
    private final String only;

    Keyword(String word) {
        this(word, null);
    }

    Keyword(String word, String only) {
        this.word = word;
        this.only = only;
    }

    /** Ignores case; {@code null} for an unknown word. */
    static Keyword find(String word) {
        if (WITHOUT_MEANING.stream().anyMatch(word::equalsIgnoreCase)) {
            return MEANINGLESS;
        }
        return Arrays.stream(values())
                .filter(keyword -> keyword != MEANINGLESS && keyword.word.equalsIgnoreCase(word))
                .findFirst()
                .orElse(null);
    }

    /** True if the word differs from a keyword by a letter or two: then it may be shown; any other word may be a password. */
    static boolean isNear(String word) {
        Stream<String> known =
                Arrays.stream(values()).filter(k -> k != MEANINGLESS).map(Keyword::word);
        return Stream.concat(known, WITHOUT_MEANING.stream())
                .anyMatch(keyword -> EditDistance.of(word.toLowerCase(Locale.ROOT), keyword.toLowerCase(Locale.ROOT))
                        <= (keyword.length() < 6 ? 1 : 2));
    }

    /** The only supported value, or {@code null} if any is. */
    String only() {
        return only;
    }

    String word() {
        return word;
    }
}
