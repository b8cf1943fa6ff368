// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.Postfix;
import org.mailmig.servers.Slapd;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Smtp;

/**
 * A complete mail system: Postfix in front of two Dovecots, with {@code targetAddress} looked up in slapd. Each account has an
 * entry there, a source mailbox and an untouched target.
 */
final class MailWorld implements AutoCloseable {
    final Slapd directory = Slapd.startOwn();
    /** The one that the MTA reads. */
    final Slapd read;

    final Dovecot source = Dovecot.source();
    final Dovecot target;
    final Postfix mta;
    /** User to the DN of the target's entry. */
    final Map<String, String> entries = new LinkedHashMap<>();

    private final Map<String, String> rows = new LinkedHashMap<>();

    MailWorld() {
        this(Dovecot.target());
    }

    MailWorld(Dovecot target) {
        this(target, false);
    }

    /** @param apart the MTA reads a directory of its own, to which only the test replicates */
    MailWorld(Dovecot target, boolean apart) {
        this.target = target;
        this.read = apart ? Slapd.startOwn() : directory;
        this.mta = Postfix.start(read, source, target);
    }

    /** An entry and a row for this user of the servers. */
    void know(String user, String mode) {
        entries.put(user, directory.person(user));
        if (read != directory) {
            read.person(user);
        }
        rows.put(user, user + "," + user + "," + user + "@" + Directory.DOMAIN + "," + mode);
    }

    /** A user with so many messages in the source, and a row. */
    String user(String name, int messages, String mode) {
        String user = Users.fresh(name);
        know(user, mode);
        if (messages > 0) {
            Corpus corpus = new Corpus(messages, '/');
            new Mailbox(source, user).create(corpus.folders()).append(corpus.mails(messages));
        }
        return user;
    }

    /** A control file of all, or of these. */
    List<String> rows(String... users) {
        List<String> lines = new ArrayList<>(List.of("source_user,target_user,address,mode"));
        rows.forEach((user, row) -> {
            if (users.length == 0 || List.of(users).contains(user)) {
                lines.add(row);
            }
        });
        return lines;
    }

    Migration migration(Path dir) {
        return new Migration(dir, source, target)
                .with(directory, "source.example")
                .with("mailmig.directory.reply-timeout", "5s")
                .with("mailmig.redelivery.delay", "500");
    }

    /** To the directory that the MTA reads. */
    void replicate(String user) {
        String dn = entries.get(user);
        read.set(dn, "targetAddress", directory.forwarder(dn).toArray(String[]::new));
    }

    boolean isStamped(String user) {
        return !directory.forwarder(entries.get(user)).isEmpty();
    }

    /** One message to the user's address in the target's domain. */
    void send(String user, String subject) {
        try (Smtp smtp = new Smtp(mta.port())) {
            Smtp.Reply reply = smtp.send(
                    user + "@" + Directory.DOMAIN,
                    new String(Mail.of(subject, "text").octets(), java.nio.charset.StandardCharsets.US_ASCII));
            if (reply != Smtp.Reply.TAKEN) {
                throw new AssertionError("The MTA answered " + reply);
            }
        }
    }

    List<String> subjects(Dovecot server, String user) {
        return new Mailbox(server, user)
                .snapshot().messages("INBOX").stream()
                        .map(message -> message.subject())
                        .toList();
    }

    @Override
    public void close() {
        mta.stop();
        directory.stop();
        read.stop();
    }
}
