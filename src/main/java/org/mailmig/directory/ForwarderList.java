package org.mailmig.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.ledger.AccountState;
import org.mailmig.ledger.Stamp;
import org.mailmig.ledger.Wave;

/** The forwarders that the ledger holds to be standing, beside what the directory says now: for the command {@code forwarders}. */
public final class ForwarderList {
    /**
     * One forwarder of ours.
     *
     * @param stamp what the ledger says
     * @param now the attribute's values; empty where the attribute or the whole entry is gone
     * @param stale nothing is left to be done under it: it should be cleared
     * @param why why it still stands, one clause
     */
    public record Line(Stamp stamp, List<String> now, boolean stale, String why) {}

    private final Forwarding forwarding;

    private ForwarderList(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    public static ForwarderList of(CamelContext context) {
        return new ForwarderList(Forwarding.of(context));
    }

    /** Oldest first. Asks the directory once for each. */
    public List<Line> list() {
        List<Line> lines = new ArrayList<>();
        for (Stamp stamp : forwarding.ledger().forwarders().open()) {
            lines.add(line(stamp));
        }
        return lines;
    }

    /**
     * Clears what is stale; with {@code kept} also what was kept on purpose for the FAILED and PARTIAL accounts of ended
     * waves, whose new mail then reaches the target. Never one of an account that may still go on by itself.
     *
     * @return what was done, one sentence for each
     */
    public List<String> clearStale(boolean kept) {
        List<String> done = new ArrayList<>();
        for (Stamp stamp : forwarding.ledger().forwarders().open()) {
            if (line(stamp).stale() || (kept && ended(stamp))) {
                String text = new ForwarderClear(forwarding).remove(stamp);
                Account account = new Account(stamp.wave(), stamp.account());
                account.setMailbox(stamp.mailbox());
                forwarding.ledger().forwarders().cleared(account);
                forwarding.event(account, "cleared", text);
                done.add(text);
            }
        }
        return done;
    }

    private Line line(Stamp stamp) {
        List<String> now = forwarding
                .directory()
                .entry(stamp.dn())
                .values(stamp.attribute())
                .orElse(List.of());
        Optional<AccountState> state = forwarding.ledger().accounts().find(stamp.wave(), stamp.account());
        if (forwarding.ledger().forwarders().isPastClear(stamp.mailbox())) {
            return new Line(stamp, now, true, "the account is past its clear");
        }
        if (state.isEmpty()) {
            return new Line(stamp, now, true, "its account is no longer in the ledger");
        }
        if (state.get().state() != AccountState.State.ENDED) {
            return new Line(stamp, now, false, "the account is being worked on, or waits");
        }
        Outcome outcome = state.get().account().getResult().outcome;
        boolean over = outcome == Outcome.DONE || outcome == Outcome.REFUSED;
        return new Line(
                stamp, now, over, "the account ended " + outcome + (over ? "" : ": retry it, or clear by hand"));
    }

    private boolean ended(Stamp stamp) {
        return forwarding.ledger().waves().find(stamp.wave()).map(Wave::ended).isPresent();
    }
}
