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
 * What every operation needs to know about an account's forwarder: the configuration, the ledger's records, and the meaning of the
 * directory's values.
 */
public record ForwarderPolicy(CamelContext context, Settings settings, Ledger ledger, Directory directory) {
    /** What the attribute's values mean to mailmig. */
    public enum Held {
        /** No value: it may be stamped. */
        NOTHING,
        /** A value set by mailmig, according to the ledger. */
        OURS,
        /** A value not set by mailmig that forwards to this source and that the configuration allows to adopt. */
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

    /** The attribute's value while nothing is forwarded. */
    public Optional<String> resting(Account account) {
        return form().resting(account.getRow().address());
    }

    /** The server that the MTA reads, if it differs from the one that is written. */
    public Optional<Directory> readDirectory() {
        Directory read = Directories.of(context).readByMta();
        return read == directory ? Optional.empty() : Optional.of(read);
    }

    /** The directory of the account's source server; empty if none is configured. */
    public Optional<Directory> sourceDirectory(Account account) {
        String server = account.getRow().sourceServer();
        Directory source = Directories.of(context).ofSource(server == null ? "source" : server);
        return source.configured() ? Optional.of(source) : Optional.empty();
    }

    /** When an account that waits for the MTA's server checks again. */
    public Instant askAgain() {
        return Instant.now().plus(settings.duration("mailmig.directory.read-interval"));
    }

    /** Parks the account without holding a worker; the feeder sends it again. */
    public void park(Exchange exchange, Account account, Instant until) {
        ledger.leases().save(account);
        ledger.leases().park(account, until);
        exchange.setRouteStop(true);
    }

    /** Returns whether the MTA's server has had its time to show a change made at {@code since}. */
    public boolean overdue(Instant since) {
        return Instant.now().isAfter(since.plus(settings.duration("mailmig.directory.read-within")));
    }

    public Duration settle() {
        return settings.duration("mailmig.forwarder.settle");
    }

    /** Returns whether the account's target user gets a forwarder during the copy. False for ever after the account's clear. */
    public boolean wanted(Account account) {
        return hasForwardDomain(account)
                && account.getRow().takesNewMail()
                && !leadsBack(account)
                && directory.configured()
                && account.needs(Step.CLEAR)
                && (account.getMode().equals(Mode.CLONE.word()) || settings.flag("mailmig.forwarder.on-merge"))
                && !ledger.forwarders().isPastClear(account.getMailbox());
    }

    /** Returns whether a stamp is still due: also for an account at a later step, whose stamp was removed or could not be set before. */
    public boolean toStamp(Account account) {
        boolean stands = standing(account)
                .filter(stamp -> stamp.state() == ForwarderRecord.State.STANDING)
                .isPresent();
        return wanted(account) && (account.needs(Step.STAMP) || !stands);
    }

    /** Returns whether a remaining step needs the account's entry. */
    public boolean toMatch(Account account) {
        // After our clear nothing may delay the sweep: the addresses then use what is known of the entry.
        boolean swept = !account.needs(Step.CLEAR) && account.getResult().forwarder != ForwarderState.NONE;
        boolean addresses = addressesDue(account) && !swept && dn(account) == null;
        return directory.configured() && (account.needs(Step.STAMP) || toStamp(account) || addresses);
    }

    /** The DN of the account's entry as far as known: as matched, as stamped, or as given in the row. */
    public String dn(Account account) {
        return account.getDn() != null
                ? account.getDn()
                : ledger.forwarders()
                        .of(account.getMailbox())
                        .map(ForwarderRecord::dn)
                        .orElse(account.getRow().dn());
    }

    /** Returns whether the source's addresses still have to be added to the target's entry. */
    public boolean addressesDue(Account account) {
        return directory.configured()
                && !leadsBack(account)
                && !account.getResult().progress.carried
                && (settings.flag("mailmig.directory.x500") || settings.flag("mailmig.directory.aliases"));
    }

    /** A row of a rollback, from a target into a source: the directory's entries belong to the other side. */
    public boolean leadsBack(Account account) {
        ControlRow row = account.getRow();
        return "source".equals(row.targetServer())
                || "target".equals(row.sourceServer())
                || ledger.forwarders().isRolledBack(row);
    }

    /**
     * Returns whether the account has a forward domain: {@code mailmig.forwarder.domain}, or the domain of the row's own whole address (a
     * wave started with a domain of its own keeps it there for retries). Without one nothing is stamped.
     */
    public boolean hasForwardDomain(Account account) {
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

    /** The stamp that is, or may be, set for this pair of mailboxes, by any wave. */
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
        // If another value delivers mail too, it does not forward mail away: every message reaches both.
        boolean alone = found.size() == 1;
        boolean adopt = alone && wanted.sameAddress(value) && settings.flag("mailmig.forwarder.adopt");
        return adopt ? Held.ADOPTABLE : Held.FOREIGN;
    }

    /** The refusal for an entry that already forwards. */
    public RefusedException taken(String dn, List<String> values, ForwarderValue wanted) {
        Optional<ForwarderRecord> ours = ledger.forwarders().open().stream()
                .filter(stamp -> DistinguishedNames.normal(stamp.dn()).equals(DistinguishedNames.normal(dn)))
                .filter(stamp -> values.stream().anyMatch(stamp.value()::equalsIgnoreCase))
                .findFirst();
        if (ours.isPresent()) {
            return new RefusedException("The entry " + dn + " already has " + attribute() + " = "
                    + String.join(", ", values) + ": mailmig set it for the account "
                    + ours.get().account() + " of wave " + ours.get().wave()
                    + ". An entry's mail can only be forwarded for one account: wait until that one has ended, or"
                    + " remove one of the two rows.");
        }
        boolean same = values.size() == 1 && wanted.sameAddress(values.get(0));
        return new RefusedException("The entry " + dn + " already has " + attribute() + " = "
                + String.join(", ", values) + ", which mailmig did not set: "
                + (same ? "set mailmig.forwarder.adopt = true to take it over, or remove it." : "remove it first."));
    }

    public void event(Account account, EventKind kind, String text) {
        ledger.events().add(account.getWave(), account.getAccount(), kind, text);
    }

    /** The step is done: the account continues at {@code next}, unless it is further already. */
    public void passed(Account account, Step next) {
        if (account.getStep().compareTo(next) < 0) {
            account.setStep(next);
        }
        ledger.leases().save(account);
    }
}
