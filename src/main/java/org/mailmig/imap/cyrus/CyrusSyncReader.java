// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.cyrus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailmig.imap.cyrus.CyrusSyncMailbox.Annotation;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.ResponseReader;

/** Reads folders with Cyrus' replication protocol, if {@code X-REPLICATION} is offered to an admin (SYNCGET). Changes nothing. */
public sealed class CyrusSyncReader permits CyrusSyncCommands {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.^!&,+@=~/-]{1,500}");
    final Conversation conversation;

    public CyrusSyncReader(Conversation conversation) {
        this.conversation = conversation;
    }

    /** Returns the folder of this internal name; empty if there is none. */
    public Optional<CyrusSyncMailbox> folder(String name) throws IOException {
        return get("SYNCGET MAILBOXES", name);
    }

    /** Returns the folder that has this id, whoever owns it. */
    public Optional<CyrusSyncMailbox> withId(String uniqueId) throws IOException {
        return get("SYNCGET UNIQUEIDS", uniqueId);
    }

    private Optional<CyrusSyncMailbox> get(String verb, String key) throws IOException {
        List<CyrusSyncMailbox> found = new ArrayList<>();
        conversation.run(new Command(verb).text(" (").text(quoted(key)).text(")"), new ResponseHandler() {
            @Override
            public void data(long number, String name, ResponseReader in) throws IOException {
                if (name.equals("MAILBOX")) {
                    found.add(read(in));
                }
            }
        });
        return found.stream().findFirst();
    }

    private static CyrusSyncMailbox read(ResponseReader in) throws IOException {
        Map<String, String> values = new HashMap<>();
        List<Annotation> annotations = new ArrayList<>();
        in.blank();
        in.expect('%');
        in.expect('(');
        for (in.blank(); !in.take(')') && !in.atLineEnd(); in.blank()) {
            String key = in.word();
            in.blank();
            if (key.equals("ANNOTATIONS")) {
                annotations.addAll(annotations(in));
            } else if (in.peek() == '(' || in.peek() == '%') {
                in.take('%');
                in.skipValue();
            } else {
                values.put(key, in.astring());
            }
        }
        return new CyrusSyncMailbox(
                values.getOrDefault("MBOXNAME", ""),
                values.getOrDefault("UNIQUEID", ""),
                number(values, "UIDVALIDITY"),
                number(values, "LAST_UID"),
                number(values, "HIGHESTMODSEQ"),
                number(values, "SYNC_CRC"),
                number(values, "SYNC_CRC_ANNOT"),
                values.getOrDefault("PARTITION", ""),
                values.getOrDefault("ACL", ""),
                values.getOrDefault("OPTIONS", ""),
                annotations);
    }

    private static long number(Map<String, String> values, String key) {
        return Numbers.parse(values.getOrDefault(key, ""));
    }

    private static List<Annotation> annotations(ResponseReader in) throws IOException {
        List<Annotation> annotations = new ArrayList<>();
        in.expect('(');
        for (in.blank(); !in.take(')') && !in.atLineEnd(); in.blank()) {
            Map<String, String> values = new HashMap<>();
            in.expect('%');
            in.expect('(');
            for (in.blank(); !in.take(')') && !in.atLineEnd(); in.blank()) {
                String key = in.word();
                in.blank();
                values.put(key, in.astring());
            }
            annotations.add(new Annotation(
                    values.getOrDefault("ENTRY", ""),
                    values.getOrDefault("USERID", ""),
                    values.getOrDefault("VALUE", "")));
        }
        return annotations;
    }

    /** Returns an atom if possible, else a quoted string. Refuses 8-bit and control characters, except the tab in ACLs. */
    static String quoted(String text) {
        if (WORD.matcher(text).matches()) {
            return text;
        }
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t' || c > '~')) {
            throw new IllegalArgumentException("not sendable to a replica: " + ServerText.shown(text));
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
