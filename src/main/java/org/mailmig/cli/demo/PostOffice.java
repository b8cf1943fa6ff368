// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Mail that arrives during the demo, and the MTA that delivers it: it looks the user up in the directory and sends the message by SMTP to
 * the source if {@code targetAddress} says so, else to the target. One message of each user is looked up while the forwarder is set and
 * delivered only after it was cleared, as from an MTA's queue: the sweep has to collect it.
 */
public final class PostOffice {
    private final DemoServers servers;
    private final Consumer<String> tell;
    private final Map<DemoUser, List<String>> sent = new HashMap<>();
    private final Map<DemoUser, String> seen = new HashMap<>();
    private final Map<DemoUser, Message> queued = new HashMap<>();
    private int rounds;

    public PostOffice(DemoServers servers, Consumer<String> tell) {
        this.servers = servers;
        this.tell = tell;
    }

    /** One round: reports changes in the directory, and delivers some mail. Called by one thread, several times a second. */
    public void round() throws MessagingException {
        rounds++;
        for (DemoUser user : DemoUser.values()) {
            Optional<String> address = servers.targetAddress(user);
            String before = seen.put(user, address.orElse(""));
            if (before != null && !before.equals(address.orElse(""))) {
                changed(user, address);
            }
            if (address.isPresent() && (rounds + user.ordinal()) % 10 == 0) {
                deliver(user, message(user, "News " + (sent(user).size() + 1)), address);
            }
        }
    }

    private void changed(DemoUser user, Optional<String> address) throws MessagingException {
        if (address.isPresent()) {
            tell.accept("directory     " + user.word() + " now has targetAddress " + address.get()
                    + ": new mail goes back to the source");
            deliver(user, message(user, "You have been stamped"), address);
            queued.put(user, message(user, "Held up in a queue"));
            return;
        }
        tell.accept("directory     " + user.word() + " no longer has a targetAddress: new mail reaches the target");
        Message late = queued.remove(user);
        if (late != null) {
            tell.accept("post office   a message for " + user.word()
                    + " was queued before that and reaches the source only now; the sweep has to find it");
            send(servers.source, user.source(), late);
        }
        deliver(user, message(user, "Welcome to the new system"), address);
    }

    private void deliver(DemoUser user, Message message, Optional<String> address) throws MessagingException {
        String to = address.map(value -> value.substring("SMTP:".length())).orElse(user.target());
        boolean source = to.endsWith("@" + DemoUser.SOURCE_DOMAIN);
        tell.accept("post office   mail for " + user.target() + " goes to the " + (source ? "source" : "target"));
        send(source ? servers.source : servers.target, to, message);
    }

    private Message message(DemoUser user, String subject) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("somebody@else.example");
        message.setRecipients(Message.RecipientType.TO, user.target());
        message.setSubject(subject);
        message.setText("This came in while the mailbox was being moved.");
        message.saveChanges();
        sent(user).add(message.getMessageID());
        return message;
    }

    private static void send(GreenMail server, String to, Message message) throws MessagingException {
        Properties smtp = new Properties();
        smtp.setProperty("mail.smtp.host", "127.0.0.1");
        smtp.setProperty("mail.smtp.port", String.valueOf(server.getSmtp().getPort()));
        // The envelope decides, not the header: that is what a forwarder changes.
        try (Transport transport = Session.getInstance(smtp).getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(message, jakarta.mail.internet.InternetAddress.parse(to));
        }
    }

    private List<String> sent(DemoUser user) {
        return sent.computeIfAbsent(user, key -> new ArrayList<>());
    }

    public int count() {
        return sent.values().stream().mapToInt(List::size).sum();
    }

    /** How many of all these messages are in the targets of the users whose migration succeeded. */
    public int arrived() throws Exception {
        int arrived = 0;
        for (DemoUser user : DemoUser.MOVING) {
            MailFolder inbox = servers.folder(servers.target, user.target(), "INBOX");
            List<String> ids = new ArrayList<>();
            for (StoredMessage stored : inbox.getMessages()) {
                ids.add(stored.getMimeMessage().getMessageID());
            }
            for (String id : sent(user)) {
                arrived += (int) ids.stream().filter(id::equals).count();
            }
        }
        return arrived;
    }
}
