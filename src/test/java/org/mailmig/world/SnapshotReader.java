// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxDecoder;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.mailmig.world.Snapshot.Folder;
import org.mailmig.world.Snapshot.Message;

/** Looks at a mailbox through {@link Wire} and changes nothing in it. */
final class SnapshotReader {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final Set<String> ROLES =
            Set.of("\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Important", "\\Junk", "\\Sent", "\\Trash");

    private SnapshotReader() {}

    static Snapshot read(Wire wire) {
        Snapshot listed = listed(wire);
        TreeMap<String, Folder> read = new TreeMap<>();
        listed.folders()
                .forEach((name, folder) -> read.put(name, folder.selectable() ? folder(wire, name, folder) : folder));
        return new Snapshot(listed.separator(), read);
    }

    /** Names, roles and subscriptions alone. */
    static Snapshot listed(Wire wire) {
        Set<String> subscribed = new TreeSet<>();
        wire.command("LSUB \"\" \"*\"", reply -> {
            if (reply.get(1).equals("LSUB") && !reply.get(2).toString().contains("\\Noselect")) {
                subscribed.add(name(reply));
            }
        });
        TreeMap<String, Folder> folders = new TreeMap<>();
        char[] separator = new char[1];
        String roles = wire.offers("SPECIAL-USE") ? " RETURN (SPECIAL-USE)" : "";
        wire.command("LIST \"\" \"*\"" + roles, reply -> {
            if (reply.get(1).equals("LIST")) {
                separator[0] = reply.get(3).toString().charAt(0);
                folders.put(name(reply), listed(reply, subscribed.contains(name(reply))));
            }
        });
        return new Snapshot(separator[0], folders);
    }

    /** The octets in a FETCH reply that has any. */
    static Optional<byte[]> body(List<Object> fetch) {
        return value(fetch, "BODY[]").map(SnapshotReader::octets);
    }

    private static Folder listed(List<Object> reply, boolean subscribed) {
        List<?> attributes = (List<?>) reply.get(2);
        boolean selectable =
                attributes.stream().noneMatch(each -> each.equals("\\Noselect") || each.equals("\\NonExistent"));
        String role = attributes.stream()
                .map(Object::toString)
                .filter(ROLES::contains)
                .findFirst()
                .orElse("");
        return new Folder(selectable, subscribed, role, 0, 0, List.of());
    }

    private static Folder folder(Wire wire, String name, Folder listed) {
        Map<String, Long> numbers = new TreeMap<>();
        wire.command("EXAMINE " + Wire.quoted(BASE64MailboxEncoder.encode(name)), reply -> {
            if (reply.get(1).equals("OK")) {
                String[] words =
                        reply.get(2).toString().replaceAll("[\\[\\]]", "").split(" ", -1);
                if (words[0].equals("UIDVALIDITY") || words[0].equals("UIDNEXT")) {
                    numbers.put(words[0], Long.parseLong(words[1]));
                }
            } else if (reply.size() > 2 && reply.get(2).equals("EXISTS")) {
                numbers.put("EXISTS", Long.parseLong(reply.get(1).toString()));
            }
        });
        List<Message> messages = new ArrayList<>();
        if (numbers.get("EXISTS") > 0) {
            wire.command("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])", reply -> body(reply)
                    .ifPresent(octets -> messages.add(message(reply, octets))));
        }
        if (messages.size() != numbers.get("EXISTS")) {
            throw new AssertionError(name + ": " + numbers.get("EXISTS") + " messages, read " + messages.size());
        }
        return new Folder(
                true,
                listed.subscribed(),
                listed.role(),
                numbers.get("UIDVALIDITY"),
                numbers.getOrDefault("UIDNEXT", 0L),
                List.copyOf(messages));
    }

    private static Message message(List<Object> fetch, byte[] octets) {
        Set<String> flags = new TreeSet<>();
        ((List<?>) value(fetch, "FLAGS").orElseThrow()).forEach(each -> flags.add(each.toString()));
        flags.remove("\\Recent");
        String date = value(fetch, "INTERNALDATE").orElseThrow().toString().strip();
        return new Message(
                Long.parseLong(value(fetch, "UID").orElseThrow().toString()),
                flags,
                OffsetDateTime.parse(date, DATE).toInstant(),
                octets.length,
                sha256(octets),
                subject(octets));
    }

    private static Optional<Object> value(List<Object> fetch, String item) {
        if (fetch.size() < 4 || !fetch.get(2).equals("FETCH")) {
            return Optional.empty();
        }
        List<?> items = (List<?>) fetch.get(3);
        int at = items.indexOf(item);
        return at < 0 ? Optional.empty() : Optional.of(items.get(at + 1));
    }

    private static String name(List<Object> reply) {
        String raw = new String(octets(reply.get(4)), StandardCharsets.ISO_8859_1);
        String name = BASE64MailboxDecoder.decode(raw);
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    private static byte[] octets(Object value) {
        return value instanceof byte[] octets ? octets : value.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String subject(byte[] octets) {
        String head = new String(octets, 0, Math.min(octets.length, 4_000), StandardCharsets.UTF_8);
        return head.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith("Subject:"))
                .findFirst()
                .map(line -> line.substring("Subject:".length()).strip())
                .orElse("");
    }

    static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
