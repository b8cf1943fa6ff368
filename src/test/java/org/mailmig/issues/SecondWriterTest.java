// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.imap.text.UidSet;
import org.mailmig.servers.memory.InMemoryImapServer;

/** Two ledgers merged the same accounts at the same time: 485 messages in place of 300, and DONE on both sides. */
class SecondWriterTest {
    private static final int COUNT = 60;
    private static final int BEGINS = 20;

    @RegisterExtension
    final InMemoryImapServer source = new InMemoryImapServer().addMany(COUNT);

    @RegisterExtension
    final InMemoryImapServer target = new InMemoryImapServer();

    private int there() {
        return target.folder("INBOX").messages.size();
    }

    @Test
    void secondCopiesOfAnotherMailmigAreNamedUntilTheyAreRemoved() {
        AtomicBoolean begun = new AtomicBoolean();
        AtomicReference<AccountResult> others = new AtomicReference<>();
        try (InProcess line = new InProcess(source, target);
                InProcess other = new InProcess(source, target)) {
            target.before(() -> {
                if (there() >= BEGINS && begun.compareAndSet(false, true)) {
                    others.set(other.merge("anna"));
                }
            });
            AccountResult result = line.merge("anna");
            assertThat(others.get().outcome)
                    .describedAs("%s", others.get().reason)
                    .isEqualTo(Outcome.DONE);
            assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.PARTIAL);
            int doubled = there() - COUNT;
            UidSet second = doubles(result);
            assertThat(second.size()).isEqualTo(doubled).isPositive();

            assertThat(doubles(line.merge("anna"))).as("named again").isEqualTo(second);
            second.stream().forEach(target.folder("INBOX").messages::remove);
            assertThat(line.merge("anna").outcome).isEqualTo(Outcome.DONE);
            assertThat(new HashSet<>(target.texts("INBOX"))).hasSize(COUNT);
            assertThat(there()).isEqualTo(COUNT);
        }
    }

    private static UidSet doubles(AccountResult result) {
        String text = result.folders.get(0).differences().stream()
                .filter(each -> each.contains("second copies"))
                .findFirst()
                .orElse("target UIDs  are");
        return UidSet.parse(text.substring("target UIDs ".length(), text.indexOf(" are")));
    }

    /** A user of a target in use gets mail of the same kind and size; that is not a second copy. */
    @Test
    void mailThatReachesALivingTargetInTheMeantimeIsNoDifference() {
        AtomicBoolean begun = new AtomicBoolean();
        try (InProcess line = new InProcess(source, target)) {
            target.before(() -> {
                if (there() >= BEGINS && begun.compareAndSet(false, true)) {
                    target.add(InMemoryImapServer.mail(70)).add(InMemoryImapServer.mail(71));
                }
            });
            AccountResult result = line.merge("anna");
            assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
            assertThat(there()).isEqualTo(COUNT + 2);
        }
    }
}
