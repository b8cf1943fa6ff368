// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailmig.FolderReport;

class FolderWithoutDifferencesTest {
    @Test
    void aFolderReportReadWithoutDifferencesHasNone() {
        assertThat(new FolderReport("INBOX", "INBOX", 1, 1, 1, null, null).differences())
                .isEmpty();
    }
}
