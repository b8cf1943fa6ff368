// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.config.Settings;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.error.RefusedException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.EventKind;

/**
 * What every operation needs to know of an account's forwarder: the configuration, what the ledger says, and what the
 * directory's values mean.
 */
public record ForwarderPolicy(CamelContext context, Settings settings, Ledger ledger, Directory directory) {
    /** What stands in the attribute, seen from our side. */
    public enum Held {
        /** Nothing: it may be stamped. */
        NOTHING,
        /** Our own value, by the ledger. */
        OURS,
        /** A value that leads to this source, not ours, which the operator allows us to take over. */
        ADOPTABLE,
        /** Anything else. */
        FOREIGN
    }

    public static ForwarderPolicy of(CamelContext context) {
        return new ForwarderPolicy(
                context,
                Settings.of(context),
                Ledger.of(context),
                Directories.of(context).target());
    }

    public ForwarderFormat form() {
        return ForwarderFormat.of(settings);
    }

    public String attribute() {
        return form().attribute();
    }

    /** What the attribute holds by itself while nothing is forwarded. */
    public Optional<String> resting(Account account) {
        return form().resting(account.getRow().address());
    }

    /** The server that the MTA reads, where it is another one than we write to. */
    public Optional<Directory> readDirectory() {
        Directory read = Directories.of(context).readByMta();
        return read == directory ? Optional.empty() : Optional.of(read);
    }

    /** The directory of the account's source server; empty where none is configured. */
    public Optional<Directory> sourceDirectory(Account account) {
        String server = account.getRow().sourceServer();
        Directory source = Directories.of(context).ofSource(server == null ? "source" : server);
        return source.configured() ? Optional.of(source) : Optional.empty();
    }

    /** When an account that waits for the MTA's server asks again. */
    public Instant askAgain() {
        return Instant.now().plus(settings.duration("mailmig.directory.read-interval"));
    }

    /** Holding no worker, the account waits; the feeder sends it again. */
    public void park(Exchange exchange, Account account, Instant until) {
        ledger.accounts().save(account);
        ledger.accounts().park(account, until);
        exchange.setRouteStop(true);
    }

    /** Has the MTA's server had its time to show what was changed at {@code since}? */
    public boolean overdue(Instant since) {
        return Instant.now().isAfter(since.plus(settings.duration("mailmig.directory.read-within")));
    }

    public Duration settle() {
        return settings.duration("mailmig.forwarder.settle");
    }

    /** Is this account one whose target user is to have a forwarder while it is copied? Never again once it is past its clear. */
    public boolean wanted(Account account) {
        return led(account)
                && account.getRow().takesNewMail()
                && !leadsBack(account)
                && directory.configured()
                && account.needs(Step.CLEAR)
                && (account.getMode().equals(Mode.CLONE.word()) || settings.flag("mailmig.forwarder.on-merge"))
                && !ledger.forwarders().isPastClear(account.getMailbox());
    }

    /** Still to be stamped: also an account further down the line, whose stamp was taken back or could not be set before. */
    public boolean toStamp(Account account) {
        boolean stands = standing(account)
                .filter(stamp -> stamp.state() == ForwarderRecord.State.STANDING)
                .isPresent();
        return wanted(account) && (account.needs(Step.STAMP) || !stands);
    }

    /** Must the account's entry be known for what lies before it? */
    public boolean toMatch(Account account) {
        // Past a clear of ours nothing may keep the sweep back: the addresses then go by what is known of the entry.
        boolean swept = !account.needs(Step.CLEAR) && account.getResult().forwarder != ForwarderState.NONE;
        boolean addresses = addressesDue(account) && !swept && dn(account) == null;
        return directory.configured() && (account.needs(Step.STAMP) || toStamp(account) || addresses);
    }

    /** The account's entry as far as it is known: as matched, as stamped, or as the row names it. */
    public String dn(Account account) {
        return account.getDn() != null
                ? account.getDn()
                : ledger.forwarders()
                        .of(account.getMailbox())
                        .map(ForwarderRecord::dn)
                        .orElse(account.getRow().dn());
    }

    /** Are the source's addresses still to be added to the target's entry? */
    public boolean addressesDue(Account account) {
        return directory.configured()
                && !leadsBack(account)
                && !account.getResult().carried
                && (settings.flag("mailmig.directory.x500") || settings.flag("mailmig.directory.aliases"));
    }

    /** A roll back's row, out of a target into a source: the directory's entries are those of the other side. */
    public boolean leadsBack(Account account) {
        ControlRow row = account.getRow();
        return "source".equals(row.targetServer())
                || "target".equals(row.sourceServer())
                || ledger.forwarders().isRolledBack(row);
    }

    /**
     * Is there a forward domain for this account? {@code mailmig.forwarder.domain}, or the row's own whole address: a wave
     * begun with a domain of its own keeps it there for its retries. Without one nothing is stamped.
     */
    public boolean led(Account account) {
        String own = account.getRow().forwardAddress();
        return domain() != null || (own != null && own.indexOf('@') >= 0);
    }

    private String domain() {
        return settings.find("mailmig.forwarder.domain").orElse(null);
    }

    public ForwarderValue value(Account account) {
        ControlRow row = account.getRow();
        List<String> domains = new ArrayList<>();
        settings.find("mailmig.forwarder.domain").ifPresent(domains::add);
        if (row.forwardDomain() != null) {
            domains.add(row.forwardDomain());
        }
        for (String domain :
                settings.find("mailmig.forwarder.more-domains").orElse("").split(",")) {
            if (!domain.isBlank()) {
                domains.add(domain.trim());
            }
        }
        return ForwarderValue.of(row, domains, form().format());
    }

    /** The stamp that stands, or may stand, for this pair of mailboxes, whichever wave set it. */
    public Optional<ForwarderRecord> standing(Account account) {
        return ledger.forwarders()
                .of(account.getMailbox())
                .filter(stamp -> stamp.state() != ForwarderRecord.State.CLEARED);
    }

    public Held held(Account account, List<String> found, ForwarderValue wanted) {
        List<String> values = found.stream()
                .filter(value -> resting(account).stream().noneMatch(value::equalsIgnoreCase))
                .toList();
        if (values.isEmpty()) {
            return Held.NOTHING;
        }
        Optional<ForwarderRecord> stamp = standing(account);
        if (values.size() > 1) {
            return Held.FOREIGN;
        }
        String value = values.get(0);
        if (stamp.isPresent() && value.equalsIgnoreCase(stamp.get().value())) {
            return Held.OURS;
        }
        // Beside where mail is delivered otherwise it does not lead mail away: every message reaches both.
        boolean alone = found.size() == 1;
        boolean adopt = alone && wanted.sameAddress(value) && settings.flag("mailmig.forwarder.adopt");
        return adopt ? Held.ADOPTABLE : Held.FOREIGN;
    }

    /** The refusal of an entry that forwards already. */
    public RefusedException taken(String dn, List<String> values, ForwarderValue wanted) {
        Optional<ForwarderRecord> ours = ledger.forwarders().open().stream()
                .filter(stamp -> DistinguishedNames.normal(stamp.dn()).equals(DistinguishedNames.normal(dn)))
                .filter(stamp -> values.stream().anyMatch(stamp.value()::equalsIgnoreCase))
                .findFirst();
        if (ours.isPresent()) {
            return new RefusedException("The entry " + dn + " has " + attribute() + " = " + String.join(", ", values)
                    + " already: mailmig set it for the account " + ours.get().account() + " of wave "
                    + ours.get().wave()
                    + ". An entry's mail can only be forwarded for one account: let that one end, or"
                    + " take one of the two rows out.");
        }
        boolean same = values.size() == 1 && wanted.sameAddress(values.get(0));
        return new RefusedException("The entry " + dn + " has " + attribute() + " = " + String.join(", ", values)
                + " already, and mailmig did not set it: "
                + (same ? "set mailmig.forwarder.adopt = true to take it over, or remove it." : "remove it first."));
    }

    public void event(Account account, EventKind kind, String text) {
        ledger.events().add(account.getWave(), account.getAccount(), kind, text);
    }

    /** The step is done: the account goes on at {@code next}, unless it stands further already. */
    public void passed(Account account, Step next) {
        if (account.getStep().compareTo(next) < 0) {
            account.setStep(next);
        }
        ledger.accounts().save(account);
    }
}
