// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.ModifiedUtf7;

/** Names as scripts write them, in every spelling that servers and editors have brought about. */
class ScriptFoldersTest {
    /** The source has a dot and the prefix INBOX., the target a slash and no prefix; Junk has another name there. */
    private final ScriptFolders folders = new ScriptFolders(
            List.of(
                    pair("INBOX", "INBOX"),
                    pair("INBOX.Über", "Über"),
                    pair("INBOX.Junk", "Spam"),
                    pair("INBOX.a.b", "a/b")),
            new FolderNames("INBOX.", '.', "", '/'));

    private static FolderPair pair(String source, String target) {
        ListedFolder folder = new ListedFolder(ModifiedUtf7.encode(source), source, '.', Set.of(), true, null);
        return new FolderPair(folder, ModifiedUtf7.encode(target), target, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "inbox, INBOX",
        "INBOX.Über, Über",
        "Über, Über",
        "INBOX.&ANw-ber, Über",
        "INBOX/Über, Über",
        "inbox.Junk, Spam",
        "INBOX.a.b, a/b",
        "a/b, a/b",
    })
    void aCopiedFolderIsFound(String written, String target) {
        assertThat(folders.find(written)).map(FolderPair::targetName).contains(target);
    }

    @ParameterizedTest
    @CsvSource({
        "INBOX.new, new",
        "INBOX.Junk.below, Spam/below",
        "INBOX.Junk.below.it, Spam/below/it",
        "INBOX.a/c, a=2Fc",
        "INBOX.ümlaut, ümlaut",
    })
    void anyOtherNameIsMadeByTheRules(String written, String target) {
        assertThat(folders.find(written)).isEmpty();
        assertThat(folders.made(written)).isEqualTo(target);
    }
}
