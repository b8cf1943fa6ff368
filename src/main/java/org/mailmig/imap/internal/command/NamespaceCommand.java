// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Finds where the user's own folders are, and where other users' folders begin (RFC 2342). Names are raw. */
public final class NamespaceCommand implements ResponseHandler {
    /** The pattern if the user's own folders need no prefix. */
    static final List<String> EVERYTHING = List.of("*");

    private List<Namespace> personal = new ArrayList<>();
    private final List<Namespace> foreign = new ArrayList<>();
    private long beganNanos;
    private long askedNanos;

    /** Queries once, by NAMESPACE or else by {@code LIST "" ""}. */
    public void ask(Conversation conversation, Capabilities capabilities) throws IOException {
        if (isKnown()) {
            return;
        }
        begin();
        if (isOffered(capabilities)) {
            Status status = conversation.attempt(new Command("NAMESPACE"), this);
            if (!status.ok()) {
                capabilities.quirks().refuse(Feature.NAMESPACE, "answers " + status.kind() + " to NAMESPACE");
            }
        }
        if (personal.isEmpty()) {
            begin();
            conversation.run(Command.of("LIST", "\"\" \"\""), this);
        }
        if (personal.isEmpty()) {
            personal.add(new Namespace("", '/'));
        }
    }

    static boolean isOffered(Capabilities capabilities) {
        return capabilities.has("NAMESPACE")
                || capabilities.has("IMAP4REV2") && !capabilities.quirks().lacks(Feature.NAMESPACE);
    }

    boolean isKnown() {
        return !personal.isEmpty();
    }

    /** Starts the time measurement, for callers with a pipeline of their own. */
    void begin() {
        beganNanos = System.nanoTime();
    }

    /** Returns how long the response took; servers answer this command without any work. */
    public long askedNanos() {
        return askedNanos;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        in.blank();
        if (name.equals("NAMESPACE") || name.equals("LIST")) {
            askedNanos = System.nanoTime() - beganNanos;
        }
        if (name.equals("NAMESPACE")) {
            personal = read(in);
            foreign.clear();
            foreign.addAll(read(in));
            foreign.addAll(read(in));
        } else if (name.equals("LIST")) {
            in.words();
            in.blank();
            personal.add(new Namespace("", separator(in.nstring())));
        }
    }

    private static List<Namespace> read(ResponseReader in) throws IOException {
        List<Namespace> namespaces = new ArrayList<>();
        in.blank();
        if (!in.take('(')) {
            in.word();
            return namespaces;
        }
        for (in.blank(); !in.take(')'); in.blank()) {
            in.expect('(');
            String prefix = in.nstring();
            in.blank();
            namespaces.add(new Namespace(prefix == null ? "" : prefix, separator(in.nstring())));
            for (in.blank(); !in.take(')'); in.blank()) {
                in.skipValue();
                if (in.atLineEnd()) {
                    return namespaces;
                }
            }
        }
        return namespaces;
    }

    static char separator(String text) {
        return text == null || text.isEmpty() ? 0 : text.charAt(0);
    }

    /** Returns the personal namespace of INBOX: new folders belong there. Others are listed, and nothing is created in them. */
    public Namespace first() {
        return personal.stream()
                .filter(namespace -> namespace.prefix().isEmpty())
                .findFirst()
                .or(() -> personal.stream()
                        .filter(namespace -> namespace.prefix().regionMatches(true, 0, "INBOX", 0, 5))
                        .findFirst())
                .orElse(personal.get(0));
    }

    /** Returns the namespaces that belong to other users or are shared. */
    public List<Namespace> foreign() {
        return List.copyOf(foreign);
    }

    /** Returns the user's own namespaces except {@link #first}. */
    public List<Namespace> further() {
        Namespace first = first();
        return personal.stream().filter(namespace -> !namespace.equals(first)).toList();
    }

    /** Returns patterns for LIST that find every folder of the user. */
    List<String> patterns() {
        List<String> patterns = new ArrayList<>();
        for (Namespace namespace : personal) {
            if (!namespace.prefix().isEmpty()
                    && namespace.prefix().regionMatches(true, 0, "INBOX", 0, 5)
                    && !patterns.contains("INBOX")) {
                patterns.add("INBOX");
            }
            patterns.add(namespace.prefix() + "*");
        }
        if (patterns.contains("*")) {
            return EVERYTHING;
        }
        if (!patterns.contains("INBOX")) {
            patterns.add(0, "INBOX");
        }
        return patterns;
    }

    /** Returns whether a folder belongs to the user, by its name. The longest prefix decides. */
    boolean owns(String rawName) {
        return rawName.equalsIgnoreCase("INBOX") || longest(personal, rawName) >= longest(foreign, rawName);
    }

    private static int longest(List<Namespace> namespaces, String rawName) {
        return namespaces.stream()
                .filter(namespace -> namespace.holds(rawName))
                .mapToInt(namespace -> namespace.prefix().length())
                .max()
                .orElse(-1);
    }
}
