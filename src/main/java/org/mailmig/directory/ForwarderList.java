// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.forwarder.ForwarderRemoval;
import org.mailmig.directory.internal.forwarder.MtaDirectoryCheck;
import org.mailmig.directory.internal.forwarder.OtherServers;
import org.mailmig.error.StopException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.EventKind;

/** The forwarders that are set according to the ledger, with the directory's current values: for the command {@code forwarders}. */
public final class ForwarderList {
    /**
     * One forwarder of mailmig.
     *
     * @param stamp the ledger's record
     * @param now the attribute's current values; empty if the attribute or the whole entry is gone
     * @param stale its account needs no further work: it should be cleared
     * @param why why it is still set, one clause
     * @param fault why the directory could not be queried; {@code null} if it could
     */
    public record Line(ForwarderRecord stamp, List<String> now, boolean stale, String why, String fault) {
        private Line(ForwarderRecord stamp, List<String> now, boolean stale, String why) {
            this(stamp, now, stale, why, null);
        }
    }

    private final ForwarderPolicy forwarding;

    private ForwarderList(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    public static ForwarderList of(CamelContext context) {
        return new ForwarderList(ForwarderPolicy.of(context));
    }

    public boolean hasDirectory() {
        return forwarding.directory().configured();
    }

    /** Oldest first. Queries the directory once for each. */
    public List<Line> list() {
        List<Line> lines = new ArrayList<>();
        for (ForwarderRecord stamp : forwarding.ledger().forwarders().open()) {
            try {
                lines.add(line(stamp));
            } catch (StopException e) {
                lines.add(
                        new Line(stamp, List.of(), false, "the state of its account was not checked", e.getMessage()));
            }
        }
        return lines;
    }

    /** Forwarders set by hand, or recorded in another ledger. They are only reported. */
    public List<UnknownForwarders.Entry> unknown() {
        return new UnknownForwarders(forwarding).list();
    }

    /**
     * Clears stale forwarders, except those of accounts that may still resume automatically or were kept on purpose.
     *
     * @param told receives one sentence for each action
     * @return errors, one sentence for each forwarder that is still set; an error does not stop the others from being cleared
     */
    public List<String> clearStale(Consumer<String> told) {
        List<String> faults = new ArrayList<>();
        List<ForwarderRecord> cleared = new ArrayList<>();
        for (ForwarderRecord stamp : forwarding.ledger().forwarders().open()) {
            try {
                if (line(stamp).stale()) {
                    told.accept(cleared(stamp));
                    forwarding.ledger().forwarders().of(stamp.mailbox()).ifPresent(cleared::add);
                }
            } catch (StopException e) {
                faults.add(stamp.account() + ": " + e.getMessage());
            }
        }
        MtaDirectoryCheck read = new MtaDirectoryCheck(forwarding);
        cleared.forEach(
                stamp -> read.differsAtLast(stamp, false).ifPresent(text -> faults.add(stamp.account() + ": " + text)));
        OtherServers others =
                new OtherServers(Directories.of(forwarding.context()).writableTarget());
        cleared.forEach(stamp -> others.stillShown(stamp).ifPresent(text -> faults.add(stamp.account() + ": " + text)));
        if (!cleared.isEmpty()) {
            forwarding.directory().unasked().ifPresent(faults::add);
        }
        return faults;
    }

    private String cleared(ForwarderRecord stamp) {
        String text = new ForwarderRemoval(forwarding).remove(stamp).text();
        Account account = new Account(stamp.wave(), stamp.account());
        account.setMailbox(stamp.mailbox());
        forwarding.ledger().forwarders().cleared(account);
        forwarding.event(account, EventKind.CLEARED, text);
        return text;
    }

    private Line line(ForwarderRecord stamp) {
        List<String> now = forwarding
                .directory()
                .entry(stamp.dn(), stamp.server())
                .values(stamp.attribute())
                .orElse(List.of());
        // A later wave may have taken up the mailbox since, with the same stamp.
        Optional<AccountState> state = forwarding
                .ledger()
                .accounts()
                .worksOn(stamp.mailbox())
                .or(() -> forwarding.ledger().accounts().find(stamp.wave(), stamp.account()));
        if (stamp.restored()) {
            return new Line(stamp, now, false, "it was restored: run the wave again to move the mailbox after all");
        }
        if (forwarding.ledger().forwarders().isPastClear(stamp.mailbox())) {
            return new Line(stamp, now, true, "the account has passed the step clear");
        }
        if (state.isEmpty()) {
            return new Line(stamp, now, true, "its account is no longer in the ledger");
        }
        if (state.get().state() != AccountState.State.ENDED) {
            return new Line(stamp, now, false, open(state.get()));
        }
        Outcome outcome = state.get().account().getResult().outcome;
        if (outcome == Outcome.DONE || outcome == Outcome.REFUSED) {
            return new Line(stamp, now, true, "the account ended " + outcome);
        }
        boolean gone = now.stream().noneMatch(stamp.value()::equalsIgnoreCase);
        return new Line(
                stamp,
                now,
                gone,
                "the account ended " + outcome + (gone ? "" : ": retry it, or remove the value from its entry"));
    }

    /** Why the account has not ended: which worker processes it, or will. */
    private static String open(AccountState state) {
        if (state.state() == AccountState.State.SYNCED) {
            return "the account is synced: wave " + state.account().getWave() + " complete moves its user over";
        }
        String step = state.account().getStep().word();
        return state.holder() == null
                ? "the account waits at " + step + ": run, serve or retry resumes it"
                : "the account is at " + step + ", processed by " + state.holder();
    }
}
