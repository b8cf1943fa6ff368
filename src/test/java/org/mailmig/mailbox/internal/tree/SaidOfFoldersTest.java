// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Courier gives its administrators rights on every folder, and each folder was named in a warning of its own. */
class SaidOfFoldersTest {
    private final FolderWarnings said = new FolderWarnings();

    @Test
    void theSameOfManyFoldersIsOneSentence() {
        for (int number = 1; number <= 24; number++) {
            said.add("folder " + (char) ('@' + number), "the rights are lost");
        }
        said.add("the mailbox", "something else");
        assertThat(said.sentences())
                .hasSize(2)
                .anyMatch(text -> text.matches("folder A, folder B, .*, folder T and 4 more: the rights are lost"))
                .contains("the mailbox: something else");
    }

    @Test
    void fewFoldersAreAllNamed() {
        said.add("folder b", "the rights are lost");
        said.add("folder a", "the rights are lost");
        said.add("folder a", "the rights are lost");
        assertThat(said.sentences()).containsExactly("folder a, folder b: the rights are lost");
    }
}
