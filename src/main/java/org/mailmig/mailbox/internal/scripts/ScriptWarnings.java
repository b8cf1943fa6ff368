// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.mailmig.ControlRow;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.managesieve.SieveCapabilities;
import org.mailmig.sieve.Script;

/** Finds texts that are the same at the target but may have another meaning there. */
final class ScriptWarnings {
    private final StepContext work;
    private final SieveCapabilities target;

    ScriptWarnings(StepContext work, SieveCapabilities target) {
        this.work = work;
        this.target = target;
    }

    void add(Script script, Set<String> notes) {
        Set<String> missing = target.missing(script.required());
        if (!missing.isEmpty()) {
            notes.add("the target does not have " + String.join(", ", missing) + ", which it requires");
        }
        target.maxRedirects().ifPresent(most -> {
            if (script.redirectCount() > most) {
                notes.add("it has " + script.redirectCount() + " redirects; the target allows " + most
                        + " for each message");
            }
        });
        redirects(script, notes);
    }

    private void redirects(Script script, Set<String> notes) {
        Set<String> own = own();
        String domain =
                work.settings().find("mailmig.forwarder.domain").orElse("").toLowerCase(Locale.ROOT);
        for (String address : script.redirects()) {
            String folded = address.toLowerCase(Locale.ROOT);
            if (own.contains(folded)) {
                notes.add("it redirects to " + address + ", which is the account itself: look for a loop");
            } else if (!domain.isEmpty() && folded.endsWith("@" + domain)) {
                notes.add("it redirects to " + address + " in the source's domain, which must remain in use");
            }
        }
    }

    private Set<String> own() {
        ControlRow row = work.account().getRow();
        Set<String> own = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        add(own, row.address());
        add(own, row.sourceUser());
        add(own, row.targetUser());
        add(own, row.forwardAddress());
        work.settings().find("mailmig.forwarder.domain").ifPresent(domain -> {
            String user = row.forwardAddress() == null ? row.sourceUser() : row.forwardAddress();
            own.add(ControlRow.localPart(user) + "@" + domain);
        });
        return own;
    }

    private static void add(Set<String> own, String address) {
        if (address != null && address.contains("@")) {
            own.add(address);
        }
    }
}
