// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.Optional;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderWait;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.error.StopException;
import org.mailmig.error.StoppingException;
import org.mailmig.ledger.copy.ForwarderRecord;

/** Checks whether the server that the MTA reads ({@code mailmig.directory.read-url}) shows what was written to the other one. */
public final class MtaDirectoryCheck {
    private final ForwarderPolicy forwarding;
    private final ForwarderWait wait;

    public MtaDirectoryCheck(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        this.wait = new ForwarderWait(forwarding);
    }

    /**
     * Checks once.
     *
     * @param stands whether the stamp's value should be there
     * @return a sentence about the difference; empty if there is none, or if both are one server
     */
    Optional<String> differs(ForwarderRecord stamp, boolean stands) {
        Directory read = forwarding.readDirectory().orElse(null);
        if (read == null) {
            return Optional.empty();
        }
        try {
            return read.shows(stamp, null) == stands
                    ? Optional.empty()
                    : Optional.of(read.server() + ", which the MTA reads, "
                            + (stands ? "does not show " + stamp.value() + " yet" : "still shows " + stamp.value())
                            + ": new mail for " + stamp.dn() + (stands ? " is not forwarded" : " is still forwarded")
                            + " to the source until it is replicated.");
        } catch (StopException e) {
            return Optional.of("It is not known what the MTA reads: " + e.getMessage());
        }
    }

    /**
     * Checks until there is no difference, or until {@code mailmig.directory.read-within} after the stamp's last change. Blocks its thread:
     * for commands; accounts are parked instead.
     */
    public Optional<String> differsAtLast(ForwarderRecord stamp, boolean stands) {
        Optional<String> differs = differs(stamp, stands);
        while (differs.isPresent() && !wait.overdue(stamp.since())) {
            sleep();
            differs = differs(stamp, stands);
        }
        return differs;
    }

    private void sleep() {
        try {
            Thread.sleep(forwarding
                    .settings()
                    .duration("mailmig.directory.read-interval")
                    .toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException("stopped while waiting for the MTA's directory");
        }
    }
}
