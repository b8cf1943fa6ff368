// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Rules;
import org.mailmig.world.Snapshot;
import org.mailmig.world.Snapshot.Folder;
import org.mailmig.world.Snapshot.Message;

/** What a clone keeps, for each pair of servers; writes docs/kept.md and fails if the file differs. */
@RealCyrus
class KeptIT {
    private static final Path DOCUMENT = Path.of("docs/kept.md");

    /** The owner's mailbox and what it holds. */
    private record Seen(Mailbox box, Snapshot snapshot, String friend) {
        String answer(String command) {
            try {
                List<List<Object>> replies = box.ask(command);
                return replies.isEmpty() ? "" : shown(replies.get(replies.size() - 1));
            } catch (AssertionError e) {
                return ""; // the server knows no such command
            }
        }

        /** Literals as text, too. */
        private static String shown(Object reply) {
            if (reply instanceof byte[] bytes) {
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
            return reply instanceof List<?> list
                    ? list.stream().map(Seen::shown).toList().toString()
                    : String.valueOf(reply);
        }

        boolean offers(String... capabilities) {
            String offered = answer("CAPABILITY");
            return List.of(capabilities).stream().allMatch(each -> offered.contains(each));
        }
    }

    /** What is compared: a clone keeps it if both sides have the same; empty if the source has none. */
    private static final Map<String, Function<Seen, Object>> ASPECTS = new LinkedHashMap<>();

    /** What the report says of an aspect that is not kept. */
    private static final Map<String, String> REPORTED = Map.of(
            "UIDs", "identifiers are new in the target",
            "UIDVALIDITY", "identifiers are new in the target",
            "UIDNEXT", "identifiers are new in the target",
            "HIGHESTMODSEQ, not lower (RFC 7162)", "identifiers are new in the target",
            "Mailbox ids (RFC 8474, Dovecot's GUID)", "(identifiers are new in the target|its mailbox id is new)",
            "Rules (Sieve scripts, and which is active)", "Sieve scripts are not copied");

    static {
        ASPECTS.put("Names of folders", seen -> each(seen, folder -> true));
        ASPECTS.put("Subscriptions", seen -> seen.snapshot().subscriptions());
        ASPECTS.put("Roles of folders (RFC 6154)", seen -> roles(seen.snapshot()));
        ASPECTS.put("Messages, byte for byte, in their order", seen -> messages(seen, Message::sha256));
        ASPECTS.put("Flags and keywords", seen -> messages(seen, Message::flags));
        ASPECTS.put("Dates of arrival (INTERNALDATE)", seen -> messages(seen, Message::date));
        ASPECTS.put("Rights of others (RFC 4314)", KeptIT::rights);
        ASPECTS.put("Annotations (RFC 5464)", KeptIT::annotation);
        ASPECTS.put("Rules (Sieve scripts, and which is active)", KeptIT::rules);
        ASPECTS.put("UIDs", seen -> messages(seen, Message::uid));
        ASPECTS.put("UIDVALIDITY", seen -> each(seen, Folder::uidValidity));
        ASPECTS.put("UIDNEXT", seen -> each(seen, Folder::uidNext));
        ASPECTS.put("HIGHESTMODSEQ, not lower (RFC 7162)", KeptIT::modSeqs);
        ASPECTS.put("Mailbox ids (RFC 8474, Dovecot's GUID)", KeptIT::ids);
    }

    private static Object roles(Snapshot seen) {
        Map<String, String> roles = new TreeMap<>();
        seen.folders().forEach((name, folder) -> {
            if (!folder.role().isEmpty() && !name.equals("INBOX")) {
                roles.put(name, folder.role());
            }
        });
        return roles.isEmpty() ? "" : roles;
    }

    private static Object rights(Seen seen) {
        Matcher rights = Pattern.compile(seen.friend() + ", (\\w+)").matcher(seen.answer("GETACL Sent"));
        return rights.find() ? rights.group(1).chars().sorted().boxed().toList() : "";
    }

    private static Object annotation(Seen seen) {
        return seen.answer("GETMETADATA Sent /private/comment").contains("mine") ? "mine" : "";
    }

    private static Object rules(Seen seen) {
        if (!(seen.box().server() instanceof Dovecot dovecot)) {
            return "";
        }
        Rules rules = new Rules(dovecot, seen.box().user());
        return rules.all().isEmpty() ? "" : rules.all() + " " + rules.active();
    }

    /** A cache asks for what was changed since the highest it saw, in the folder of this UIDVALIDITY. */
    private record ModSeq(long uidValidity, long highest) {
        boolean isAtLeast(ModSeq other) {
            return uidValidity == other.uidValidity && highest >= other.highest;
        }
    }

    private static Object modSeqs(Seen seen) {
        if (!seen.offers("CONDSTORE")) {
            return "";
        }
        Map<String, ModSeq> all = new TreeMap<>();
        for (String folder : List.of("INBOX", "Sent", "Empty", "Gone")) {
            Matcher number = Pattern.compile("HIGHESTMODSEQ, (\\d+)")
                    .matcher(seen.answer("STATUS " + folder + " (HIGHESTMODSEQ)"));
            assertThat(number.find()).isTrue();
            all.put(
                    folder,
                    new ModSeq(seen.snapshot().folders().get(folder).uidValidity(), Long.parseLong(number.group(1))));
        }
        return all;
    }

    /** By each server's own means. */
    private static Object ids(Seen seen) {
        Map<String, String> all = new TreeMap<>();
        for (String folder : List.of("INBOX", "Sent", "Empty", "Gone")) {
            String id = "";
            if (seen.box().server() instanceof Dovecot dovecot) {
                id = dovecot.doveadm("mailbox", "status", "-u", seen.box().user(), "guid", folder);
            } else if (seen.box().server() instanceof Cyrus) {
                id = seen.answer("GETMETADATA " + folder + " /shared/vendor/cmu/cyrus-imapd/uniqueid");
            }
            Matcher word = Pattern.compile("[0-9a-f]{24,}").matcher(id);
            all.put(folder, word.find() ? word.group() : id);
        }
        return all.values().stream().allMatch(String::isEmpty) ? "" : all;
    }

    private final List<String> columns = new ArrayList<>();
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    @Test
    void theTableShowsWhatIsKept() throws Exception {
        pair("Dovecot → Dovecot", Dovecot.source(), Dovecot.target(), true);
        pair("Dovecot → Cyrus", Dovecot.source(), Cyrus.target(), true);
        pair("Cyrus → Dovecot", Cyrus.source(), Dovecot.target(), true);
        pair("Cyrus → Cyrus", Cyrus.source(), Cyrus.target(), true);
        pair("Dovecot → Dovecot, identity.kind = none", Dovecot.source(), Dovecot.target(), false);
        pair("Dovecot → Cyrus, identity.kind = none", Dovecot.source(), Cyrus.target(), false);
        try (GreenMailServer source = new GreenMailServer();
                GreenMailServer target = new GreenMailServer()) {
            pair("GreenMail → GreenMail", source, target, false);
        }
        String table = table();
        Files.writeString(Path.of("target/kept.md"), table);
        assertThat(Files.readString(DOCUMENT))
                .describedAs("docs/kept.md differs from what was found: target/kept.md")
                .isEqualTo(table);
    }

    private void pair(String name, MailServer source, MailServer target, boolean identity) throws Exception {
        String user = Users.fresh("kate");
        String friend = Users.fresh("friend");
        Mailbox box = filled(source, user, friend);
        try (InProcess line = new InProcess(source, target)) {
            sieve(line, "source", source);
            sieve(line, "target", target);
            line.moves(friend, friend);
            Seen original = new Seen(box, box.snapshot(), friend);
            AccountResult result = (identity ? line.withIdentity() : line).clone(user);
            assertThat(result.outcome)
                    .describedAs(name + ": " + result.reason + InProcess.shown(result))
                    .isEqualTo(Outcome.DONE);
            Seen copy = new Seen(line.target(user), line.target(user).snapshot(), friend);
            columns.add(name);
            ASPECTS.forEach((aspect, look) -> {
                String cell = kept(look.apply(original), look.apply(copy));
                rows.computeIfAbsent(aspect, key -> new ArrayList<>()).add(cell);
                if (cell.equals("–")) {
                    assertThat(result.warnings + "\n" + result.notes)
                            .describedAs("%s of %s: %s became %s", aspect, name, look.apply(original), look.apply(copy))
                            .containsPattern(REPORTED.getOrDefault(aspect, aspect));
                }
            });
        }
    }

    private static Mailbox filled(MailServer source, String user, String friend) {
        Mailbox box = IdentityIT.filled(source, user);
        if (source instanceof GreenMailServer) {
            return box;
        }
        for (String role : List.of("Drafts", "Trash", "Junk")) {
            box.tell(source instanceof Cyrus ? "CREATE " + role + " (USE (\\" + role + "))" : "CREATE " + role);
        }
        box.tell("SETACL Sent " + friend + " lrs", "SETMETADATA Sent (/private/comment \"mine\")");
        if (source instanceof Dovecot dovecot) {
            new Rules(dovecot, user)
                    .put("rules", "require \"fileinto\";\r\nfileinto \"Sent\";\r\n")
                    .activate("rules");
        }
        return box;
    }

    private static void sieve(InProcess line, String side, MailServer server) {
        if (server instanceof Dovecot dovecot) {
            line.with("mailmig." + side + ".sieve.uri", "sieve://127.0.0.1:" + dovecot.sievePort());
            line.with("mailmig." + side + ".sieve.tls", "none");
        }
    }

    private static String kept(Object original, Object copy) {
        if (original.equals("")) {
            return "has none";
        }
        return original.equals(copy) || isNotLower(original, copy) ? "kept" : "–";
    }

    private static boolean isNotLower(Object original, Object copy) {
        return original instanceof Map<?, ?> here
                && copy instanceof Map<?, ?> there
                && here.keySet().equals(there.keySet())
                && here.entrySet().stream()
                        .allMatch(each -> each.getValue() instanceof ModSeq source
                                && there.get(each.getKey()) instanceof ModSeq target
                                && target.isAtLeast(source));
    }

    /** Of folders that can hold messages; a server may show a name above one as a folder too. */
    private static Map<String, Object> each(Seen seen, Function<Folder, Object> look) {
        Map<String, Object> all = new TreeMap<>();
        seen.snapshot().folders().forEach((name, folder) -> {
            if (folder.selectable() && !name.equals("Archive") && !name.equals("Archive/2023")) {
                all.put(name, look.apply(folder));
            }
        });
        return all;
    }

    private static Map<String, Object> messages(Seen seen, Function<Message, Object> look) {
        return each(seen, folder -> folder.messages().stream().map(look).toList());
    }

    private String table() {
        StringBuilder text = new StringBuilder("# What a clone keeps\n\nWritten by the test `KeptIT` on Dovecot"
                + " 2.3.19, Cyrus 3.6.1 and GreenMail; it fails if this file differs from what it finds.\nWhere"
                + " identifiers can be set at the target, `mailmig.target.identity.kind` is `dovecot-http` or"
                + " `cyrus-sync`. The report\nnames what is not kept (–), and `uids.csv` next to it lists the new"
                + " UID of each message. SAVEDATE (RFC 8514) is never kept: IMAP\ncannot set it.\n\n| |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((aspect, cells) -> text.append("| ")
                .append(aspect)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        return text.toString();
    }
}
