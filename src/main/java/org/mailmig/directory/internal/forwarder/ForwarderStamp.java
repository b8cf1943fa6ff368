// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderValue;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;
import org.mailmig.ledger.wave.EventKind;

/**
 * Sets the forwarder: records the intent in the ledger, sends one modify that adds to an empty attribute, reads it back, and records it as
 * set. Then the account waits, without holding a worker, until every MTA sees it.
 */
public final class ForwarderStamp {
    private final ForwarderPolicy forwarding;

    public ForwarderStamp(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    private WritableDirectory writable() {
        return Directories.of(forwarding.context()).writableTarget();
    }

    public void stamp(Exchange exchange, Account account) {
        if (forwarding.toStamp(account)) {
            String text;
            try {
                text = set(account);
            } finally {
                // Also if it is unknown whether it is set: the ledger intends it.
                account.getResult().forwarder =
                        forwarding.standing(account).isPresent() ? ForwarderState.STAMPED : ForwarderState.NONE;
            }
            if (!seen(exchange, account)) {
                return;
            }
            recordSet(account, text);
            if (settling(exchange, account)) {
                return;
            }
        } else if (forwarding.standing(account).isPresent()) {
            account.getResult().forwarder = ForwarderState.STAMPED;
        } else if (account.needs(Step.STAMP)) {
            warnWhyNot(account);
        }
        forwarding.passed(account, Step.COPY);
    }

    /** Sets the value; the ledger at least intends it. Returns the text to report. */
    private String set(Account account) {
        takeBackOther(account);
        WritableEntry entry = writable().entry(dn(account), server(account));
        ForwarderValue value = forwarding.value(account);
        List<String> values = read(entry);
        switch (forwarding.held(account, values, value)) {
            case OURS -> {
                return leads(entry, value);
            }
            case ADOPTABLE -> {
                String found = values.get(0);
                intend(account, entry, found, true, forwarding.resting(account).orElse(null));
                return "The forwarder " + found + " was already set in " + entry.dn() + " and was adopted.";
            }
            case NOTHING -> {
                if (entry.server() == null && named(account)) {
                    throw new TransientException(
                            "One of the servers with the name "
                                    + forwarding.directory().server() + " shows the forwarder of " + entry.dn()
                                    + ", another does not yet.",
                            null);
                }
                return add(account, entry, value, values.isEmpty() ? null : values.get(0));
            }
            default -> throw refuse(account, entry, values, value);
        }
    }

    /** The configuration was corrected since: the value set by the old one is removed first, else it would be forgotten. */
    private void takeBackOther(Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElse(null);
        if (stamp == null || stamp.adopted() || stamp.restored()) {
            return;
        }
        boolean same = stamp.attribute().equalsIgnoreCase(forwarding.attribute())
                && stamp.value().equalsIgnoreCase(forwarding.value(account).text());
        if (!same) {
            forwarding.event(
                    account,
                    EventKind.UNSTAMPED,
                    new ForwarderRemoval(forwarding).remove(stamp).text());
            forwarding.ledger().forwarders().cleared(account);
        }
    }

    private static String leads(WritableEntry entry, ForwarderValue value) {
        return "New mail for " + entry.dn() + " goes to " + value.address() + ".";
    }

    private String add(Account account, WritableEntry entry, ForwarderValue value, String resting) {
        intend(account, entry, value.text(), false, resting);
        WritableEntry.Changed changed = entry.changeAndRead(forwarding.attribute(), resting, value.text());
        LdapResult result = changed.result();
        withdrawIfLate(account, entry, value, resting);
        if (result.passing() && result.code() != LdapResult.LOST) {
            throw result.stop("stamping " + entry.dn(), forwarding.directory().server());
        }
        List<String> values = changed.values().orElseGet(() -> read(entry));
        switch (forwarding.held(account, values, value)) {
            case OURS -> {
                return leads(entry, value);
            }
            case NOTHING -> throw unseen(account, entry, result);
            default -> throw refuse(account, entry, values, value);
        }
    }

    /**
     * This worker may have been suspended, beyond its lease, between the intent and the modify, and the account may be past its clear by
     * now: no unknown forwarder may remain.
     */
    private void withdrawIfLate(Account account, WritableEntry entry, ForwarderValue value, String resting) {
        try {
            forwarding.ledger().leases().check(account);
        } catch (LeaseLostException e) {
            if (forwarding.standing(account).isEmpty()) {
                entry.change(forwarding.attribute(), value.text(), resting);
            }
            throw e;
        }
    }

    /**
     * Checks that the server that the MTA reads shows the value. If not, the account is parked, without holding a worker, until it does.
     *
     * @throws PermanentException if that lasts longer than {@code mailmig.directory.read-within}
     */
    private boolean seen(Exchange exchange, Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElseThrow();
        Directory read = forwarding.readDirectory().orElse(null);
        if (read == null || stamp.state() == ForwarderRecord.State.STANDING) {
            return true;
        }
        boolean shown = read.shows(stamp, null);
        if (!shown) {
            if (forwarding.overdue(stamp.since())) {
                throw new PermanentException("The forwarder is set in " + stamp.dn() + " at "
                        + forwarding.directory().server() + ", but " + read.server()
                        + ", which the MTA reads, does not show it: check the replication, then retry.");
            }
            forwarding.park(exchange, account, forwarding.askAgain());
        }
        return shown;
    }

    /**
     * The read failed. Unless the server clearly said that it changed nothing, the ledger keeps the intent: the value may be set after all.
     */
    private RuntimeException unseen(Account account, WritableEntry entry, LdapResult result) {
        if (result.notAsExpected()) {
            return new PermanentException("The directory refuses the forwarder in " + entry.dn()
                    + " although none can be read" + " there: let the bind account read " + forwarding.attribute()
                    + ". " + result.explained());
        }
        if (result.ok()) {
            return new TransientException(
                    "The forwarder was written to " + entry.dn() + " but cannot be read back yet: let the"
                            + " bind account read " + forwarding.attribute() + " if this lasts.",
                    null);
        }
        if (result.code() == LdapResult.LOST) {
            return result.stop("stamping " + entry.dn(), forwarding.directory().server());
        }
        forwarding.ledger().forwarders().cleared(account);
        return new RefusedException("The forwarder cannot be set in " + entry.dn() + ": " + result.explained());
    }

    /** Another value is set. One of ours next to it is removed again: only an empty attribute is stamped. */
    private RefusedException refuse(Account account, WritableEntry entry, List<String> values, ForwarderValue wanted) {
        ForwarderRecord ours = forwarding.standing(account).orElse(null);
        if (ours != null) {
            boolean beside = !ours.adopted() && values.stream().anyMatch(ours.value()::equalsIgnoreCase);
            LdapResult result =
                    beside ? entry.change(ours.attribute(), ours.value(), ours.replaced()) : LdapResult.success();
            if (!result.ok() && result.code() != LdapResult.NO_SUCH_ATTRIBUTE) {
                throw result.stop(
                        "clearing " + entry.dn(), forwarding.directory().server());
            }
            forwarding.ledger().forwarders().cleared(account);
        }
        return forwarding.taken(entry.dn(), values, wanted);
    }

    private void intend(Account account, WritableEntry entry, String value, boolean adopted, String replaced) {
        forwarding.ledger().leases().check(account);
        forwarding
                .ledger()
                .forwarders()
                .intend(account, entry.dn(), forwarding.attribute(), value, adopted, replaced, entry.server());
    }

    private void recordSet(Account account, String text) {
        boolean news = forwarding
                .standing(account)
                .filter(stamp -> stamp.state() == ForwarderRecord.State.STANDING)
                .isEmpty();
        if (news) {
            forwarding.ledger().forwarders().standing(account);
            forwarding.event(account, EventKind.STAMPED, text);
        }
    }

    /** Parks the account at this step: after a restart it returns here, reads the stamp again and waits for the rest of the time. */
    private boolean settling(Exchange exchange, Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElseThrow();
        Instant settled = stamp.since().plus(stamp.adopted() ? Duration.ZERO : forwarding.settle());
        if (!Instant.now().isBefore(settled)) {
            return false;
        }
        forwarding.park(exchange, account, settled);
        return true;
    }

    private String dn(Account account) {
        String known = forwarding.standing(account).map(ForwarderRecord::dn).orElse(account.getDn());
        if (known == null) {
            throw new PermanentException("The entry of " + account + " is not known: put directory:match before"
                    + " directory:stamp in the route.");
        }
        return known;
    }

    /**
     * One name may denote several servers: a value set on one of them is looked for on that one, and a new one is set on the connected
     * server.
     *
     * @return {@code null}: any
     * @throws TransientException if the server of a stamp is not reached, and the responding server does not show the stamp
     */
    private StampServer server(Account account) {
        Directory directory = forwarding.directory();
        ForwarderRecord stamp = forwarding.standing(account).orElse(null);
        if (stamp == null) {
            return directory.current();
        }
        StampServer server = stamp.server();
        if (server == null || directory.has(server)) {
            return server;
        }
        if (directory.shows(stamp, null)) {
            return null; // the server or its data moved to another address, or the value was replicated
        }
        throw new TransientException(
                "The forwarder of " + stamp.dn() + " was set at the server " + server + ", which " + directory.server()
                        + " does not reach now: if this lasts, name it in mailmig.directory.url.",
                null);
    }

    private boolean named(Account account) {
        return forwarding.standing(account).map(ForwarderRecord::server).isPresent();
    }

    private List<String> read(WritableEntry entry) {
        return entry.values(forwarding.attribute()).orElseThrow(() -> EntryMatch.gone(entry.dn()));
    }

    /** Nothing is skipped silently: with a domain but no directory, a forwarder is expected. */
    private void warnWhyNot(Account account) {
        if (!forwarding.hasForwardDomain(account)) {
            return;
        }
        if (!forwarding.directory().configured()) {
            account.getResult()
                    .warn("No forwarder was set: mailmig.forwarder.domain is given but no mailmig.directory.url.");
        } else if (!account.getRow().takesNewMail() && account.getMode().equals(Mode.CLONE.word())) {
            account.getResult()
                    .warn("No forwarder was set: the row excludes the INBOX, and new mail forwarded to the source"
                            + " would stay there. New mail still reaches the target.");
        }
    }
}
