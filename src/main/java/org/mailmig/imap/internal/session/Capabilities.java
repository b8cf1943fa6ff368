// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** The capabilities of a server (RFC 9051, 7.2.2), collected from all responses that contain them. */
public final class Capabilities implements ResponseHandler {
    private final Set<String> names = new HashSet<>();
    private final ConnectionQuirks quirks;

    public Capabilities(ConnectionQuirks quirks) {
        this.quirks = quirks;
    }

    public ConnectionQuirks quirks() {
        return quirks;
    }

    boolean isKnown() {
        return !names.isEmpty();
    }

    public boolean has(String capability) {
        return names.contains(capability) && !quirks.lacks(capability);
    }

    /** Returns the number after {@code name=}, or {@link Long#MAX_VALUE}. */
    public long number(String name) {
        String prefix = name + "=";
        return names.stream()
                .filter(capability -> capability.startsWith(prefix))
                .map(capability -> capability.substring(prefix.length()))
                .filter(Numbers::is)
                .mapToLong(Numbers::parse)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns the text after {@code name=}, in upper case; empty if not offered. */
    public String text(String name) {
        String prefix = name + "=";
        return names.stream()
                .filter(capability -> capability.startsWith(prefix))
                .map(capability -> capability.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    public void forget() {
        names.clear();
    }

    @Override
    public void status(Status status) {
        if (status.code().equals("CAPABILITY")) {
            replace(status.argument());
        }
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("CAPABILITY")) {
            StringBuilder line = new StringBuilder();
            for (in.blank(); !in.atLineEnd(); in.blank()) {
                String word = in.word();
                if (word.isEmpty()) {
                    in.skipValue();
                }
                line.append(word).append(' ');
            }
            replace(line.toString());
        }
    }

    private void replace(String line) {
        names.clear();
        for (String word : line.trim().split(" +")) {
            names.add(word.toUpperCase(Locale.ROOT));
        }
    }

    /** Sends CAPABILITY, if the server has not sent its capabilities by itself. */
    public void ask(Conversation conversation) throws IOException {
        if (!isKnown()) {
            conversation.run(new Command("CAPABILITY"), this);
        }
    }
}
