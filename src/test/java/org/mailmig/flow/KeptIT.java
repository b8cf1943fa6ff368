package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.mailmig.Outcome;
import org.mailmig.Result;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Snapshot;
import org.mailmig.world.Snapshot.Folder;
import org.mailmig.world.Snapshot.Message;

/** What a clone keeps, for each pair of servers, as docs/kept.md says it. The file is what this test finds. */
@RealCyrus
class KeptIT {
    private static final Path DOCUMENT = Path.of("docs/kept.md");

    /** What is looked at: a clone keeps it where both sides say the same. */
    private static final Map<String, Function<Snapshot, Object>> ASPECTS = new LinkedHashMap<>();

    static {
        ASPECTS.put("Names of folders", seen -> each(seen, folder -> true));
        ASPECTS.put("Subscriptions", Snapshot::subscriptions);
        ASPECTS.put(
                "Role of Sent (RFC 6154)", seen -> seen.folders().get("Sent").role());
        ASPECTS.put("Messages, octet for octet, in their order", seen -> messages(seen, Message::sha256));
        ASPECTS.put("Flags and keywords", seen -> messages(seen, Message::flags));
        ASPECTS.put("Dates of arrival (INTERNALDATE)", seen -> messages(seen, Message::date));
        ASPECTS.put("UIDs", seen -> messages(seen, Message::uid));
        ASPECTS.put("UIDVALIDITY", seen -> each(seen, Folder::uidValidity));
        ASPECTS.put("UIDNEXT", seen -> each(seen, Folder::uidNext));
    }

    private final List<String> columns = new ArrayList<>();
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    @Test
    void theTableSaysWhatIsKept() throws Exception {
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
        Snapshot original = IdentityIT.filled(source, user).snapshot();
        try (InProcess line = new InProcess(source, target)) {
            Result result = (identity ? line.withIdentity() : line).clone(user);
            assertThat(result.outcome)
                    .describedAs(name + ": " + result.reason + InProcess.shown(result))
                    .isEqualTo(Outcome.DONE);
            Snapshot copy = line.target(user).snapshot();
            columns.add(name);
            ASPECTS.forEach((aspect, look) -> rows.computeIfAbsent(aspect, key -> new ArrayList<>())
                    .add(kept(look.apply(original), look.apply(copy))));
            boolean ids = identity && result.warnings.stream().noneMatch(text -> text.contains("mailbox id is new"));
            rows.computeIfAbsent("Mailbox ids (RFC 8474, Dovecot's GUID)", key -> new ArrayList<>())
                    .add(ids ? "kept" : "–");
        }
    }

    private static String kept(Object original, Object copy) {
        return original.equals("") ? "has none" : original.equals(copy) ? "kept" : "–";
    }

    /** Of folders that can hold messages; a server may show a name above one as a folder too. */
    private static Map<String, Object> each(Snapshot seen, Function<Folder, Object> look) {
        Map<String, Object> all = new TreeMap<>();
        seen.folders().forEach((name, folder) -> {
            if (folder.selectable() && !name.equals("Archive") && !name.equals("Archive/2023")) {
                all.put(name, look.apply(folder));
            }
        });
        return all;
    }

    private static Map<String, Object> messages(Snapshot seen, Function<Message, Object> look) {
        return each(seen, folder -> folder.messages().stream().map(look).toList());
    }

    private String table() {
        StringBuilder text = new StringBuilder("# What a clone keeps\n\n")
                .append(
                        "Found by the tests on Dovecot 2.3.19, Cyrus 3.6.1 and GreenMail, and written by them: `KeptIT` fails ")
                .append(
                        "where this file differs.\nWhere a target is told identifiers, `mailmig.target.identity.kind` is ")
                .append(
                        "`dovecot-http` or `cyrus-sync`. What is not kept (–) is told by\nthe report, and `uids.csv` beside ")
                .append(
                        "it holds where each message went. SAVEDATE (RFC 8514) is never kept: no protocol sets it.\n\n| |");
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
