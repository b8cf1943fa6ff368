package org.mailmig.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.naming.directory.SearchResult;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.StopException;
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

    public boolean hasDirectory() {
        return forwarding.directory().configured();
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
     * Entries that forward into the domains of our forwarders although this ledger knows nothing of it: set by hand, or
     * under another ledger. They are only told.
     *
     * @return the DN and the value of each
     */
    public List<String> unknown() {
        List<Stamp> open = forwarding.ledger().forwarders().open();
        Set<String> domains = new TreeSet<>();
        open.forEach(stamp -> domains.add(domain(stamp.value())));
        forwarding.settings().find("mailmig.forwarder.domain").ifPresent(domain -> domains.add(domain("@" + domain)));
        if (domains.isEmpty()) {
            return List.of();
        }
        Set<String> ours = new TreeSet<>();
        open.forEach(stamp -> ours.add(Candidates.normal(stamp.dn())));
        String attribute = forwarding.attribute();
        List<String> unknown = new ArrayList<>();
        // By presence: an attribute need not have a rule to compare parts of its values.
        for (SearchResult entry : forwarding.directory().search("(" + attribute + "=*)", List.of(attribute))) {
            for (String value : Candidates.values(entry, attribute)) {
                if (domains.contains(domain(value)) && !ours.contains(Candidates.normal(entry.getNameInNamespace()))) {
                    unknown.add(entry.getNameInNamespace() + "  " + attribute + "=" + value);
                }
            }
        }
        return unknown;
    }

    private static String domain(String value) {
        return value.substring(value.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Clears what is stale; with {@code kept} also what was kept on purpose for the FAILED and PARTIAL accounts of ended
     * waves, whose new mail then reaches the target. Never one of an account that may still go on by itself.
     *
     * @param told hears what was done, one sentence for each
     * @return faults, one sentence for each forwarder that still stands; they keep no other from being cleared
     */
    public List<String> clearStale(boolean kept, Consumer<String> told) {
        List<String> faults = new ArrayList<>();
        for (Stamp stamp : forwarding.ledger().forwarders().open()) {
            try {
                if (line(stamp).stale() || (kept && !stamp.restored() && ended(stamp))) {
                    told.accept(cleared(stamp));
                }
            } catch (StopException e) {
                faults.add(stamp.account() + ": " + e.getMessage());
            }
        }
        return faults;
    }

    private String cleared(Stamp stamp) {
        String text = new ForwarderClear(forwarding).remove(stamp);
        Account account = new Account(stamp.wave(), stamp.account());
        account.setMailbox(stamp.mailbox());
        forwarding.ledger().forwarders().cleared(account);
        forwarding.event(account, "cleared", text);
        return text;
    }

    private Line line(Stamp stamp) {
        List<String> now = forwarding
                .directory()
                .entry(stamp.dn())
                .values(stamp.attribute())
                .orElse(List.of());
        Optional<AccountState> state = forwarding.ledger().accounts().find(stamp.wave(), stamp.account());
        if (stamp.restored()) {
            return new Line(stamp, now, false, "it was restored: run the wave again to move the mailbox after all");
        }
        if (forwarding.ledger().forwarders().isPastClear(stamp.mailbox())) {
            return new Line(stamp, now, true, "the account is past its clear");
        }
        if (state.isEmpty()) {
            return new Line(stamp, now, true, "its account is no longer in the ledger");
        }
        if (state.get().state() != AccountState.State.ENDED) {
            return new Line(stamp, now, false, open(state.get()));
        }
        Outcome outcome = state.get().account().getResult().outcome;
        boolean over = outcome == Outcome.DONE || outcome == Outcome.REFUSED;
        return new Line(
                stamp, now, over, "the account ended " + outcome + (over ? "" : ": retry it, or clear by hand"));
    }

    /** The account has not ended: who works on it, or who will. */
    private static String open(AccountState state) {
        String step = state.account().getStep().word();
        return state.holder() == null
                ? "the account waits at " + step + ": run, serve or retry goes on with it"
                : "the account is at " + step + ", worked on by " + state.holder();
    }

    private boolean ended(Stamp stamp) {
        return forwarding.ledger().waves().find(stamp.wave()).map(Wave::ended).isPresent();
    }
}
