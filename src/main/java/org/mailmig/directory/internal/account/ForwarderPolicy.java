// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import java.util.Optional;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.config.Settings;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.EventKind;

/**
 * What every operation needs to know about an account's forwarder: the configuration, the ledger's records, and the meaning of the
 * directory's values.
 */
public record ForwarderPolicy(CamelContext context, Settings settings, Ledger ledger, Directory directory) {
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
        return ForwarderValue.of(account.getRow(), settings);
    }

    /** The stamp that is, or may be, set for this pair of mailboxes, by any wave. */
    public Optional<ForwarderRecord> standing(Account account) {
        return ledger.forwarders()
                .of(account.getMailbox())
                .filter(stamp -> stamp.state() != ForwarderRecord.State.CLEARED);
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
