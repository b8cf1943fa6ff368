// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountConverter;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.MessageCounts;

/** Messages that a pass did not reach were missing from the report's numbers. */
class CountsAddUpTest {
    private static FolderReport folder(String name, MessageCounts counts) {
        return new FolderReport(name, name, counts, 0, "", List.of(), List.of());
    }

    @Test
    void anAccountsNumbersAreTheSumsOfItsFolders() {
        AccountResult result = new AccountResult();
        result.count(List.of(
                folder("INBOX", new MessageCounts(21, 1, 2, 3, 4, 5, 6)),
                folder("Sent", new MessageCounts(10, 4, 6, 0, 0, 0, 0))));
        assertThat(result.messages).isEqualTo(31);
        assertThat(List.of(
                        result.copied,
                        result.present,
                        result.goneAtTarget,
                        result.skipped,
                        result.failed,
                        result.leftOut))
                .containsExactly(5L, 8L, 3L, 4L, 5L, 6L);
    }

    @Test
    void whatAStoppedAccountDidNotReachHasFailedAndIsNamed() {
        AccountResult result = new AccountResult();
        result.count(List.of(
                folder("INBOX", new MessageCounts(100, 40, 0, 0, 0, 0, 0)),
                folder("Sent", new MessageCounts(2, 0, 2, 0, 0, 0, 0))));
        result.countRest();
        result.countRest();
        assertThat(result.failed).isEqualTo(60);
        assertThat(result.folders)
                .allSatisfy(folder -> assertThat(folder.counts().unaccounted()).isZero());
        assertThat(result.warnings)
                .containsExactly("folder INBOX: 60 messages were not copied because the account stopped early");
    }

    @Test
    void aResultThatAnEarlierVersionStoredIsReadWithTheNumbersThatItHas() throws Exception {
        AccountResult result = AccountConverter.fromJson(
                        "{\"wave\":\"w\",\"account\":\"a\",\"result\":{\"copied\":3,\"folders\":["
                                + "{\"source\":\"INBOX\",\"target\":\"INBOX\",\"messages\":3,\"copied\":3,\"verified\":3}]}}")
                .getResult();
        assertThat(result.copied).isEqualTo(3);
        assertThat(result.messages).isZero();
        assertThat(result.folders.get(0).counts()).isEqualTo(new MessageCounts(3, 3, 0, 0, 0, 0, 0));
    }
}
