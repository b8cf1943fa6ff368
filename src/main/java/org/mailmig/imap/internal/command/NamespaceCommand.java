// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.server.Namespaces;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** NAMESPACE (RFC 2342): finds where the user's own folders are, and where other users' folders begin. */
public final class NamespaceCommand implements ResponseHandler {
    private List<Namespace> personal = new ArrayList<>();
    private final List<Namespace> foreign = new ArrayList<>();
    private long beganNanos;
    private long askedNanos;

    /** Queries once, by NAMESPACE or else by {@code LIST "" ""}. */
    public Namespaces ask(Conversation conversation, Capabilities capabilities) throws IOException {
        if (isKnown()) {
            return found();
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
        return found();
    }

    static boolean isOffered(Capabilities capabilities) {
        return capabilities.has("NAMESPACE")
                || capabilities.has("IMAP4REV2") && !capabilities.quirks().lacks(Feature.NAMESPACE);
    }

    boolean isKnown() {
        return !personal.isEmpty();
    }

    /** Returns what {@link #ask} or a pipeline of the caller's own has found. */
    Namespaces found() {
        return new Namespaces(personal, foreign);
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
}
