// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** GETQUOTAROOT (RFC 9208, 4.1.2; RFC 2087, 4.3): reads the limits of a folder, and how much of them is used. */
final class QuotaCommands implements ResponseHandler {
    private final List<QuotaLimit> limits = new ArrayList<>();

    /** Queries INBOX: with all known servers its limits are those of the mailbox. */
    static Command ask() {
        return new Command("GETQUOTAROOT").string("INBOX");
    }

    static boolean isOffered(Capabilities capabilities) {
        return capabilities.has("QUOTA") || capabilities.has("IMAP4REV2") && capabilities.has("QUOTA=RES-STORAGE");
    }

    /** Returns the limits received so far; a root without limits is omitted. */
    List<QuotaLimit> limits() {
        return limits;
    }

    /** {@code QUOTA root (resource usage limit ...)} (RFC 9208, 5.1). */
    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (!name.equals("QUOTA")) {
            return;
        }
        in.blank();
        String root = in.astring();
        in.blank();
        if (in.peek() != '(') {
            return;
        }
        List<String> words = in.words();
        for (int i = 0; i + 2 < words.size(); i += 3) {
            if (Numbers.is(words.get(i + 1)) && Numbers.is(words.get(i + 2))) {
                limits.add(new QuotaLimit(
                        root,
                        Status.upper(words.get(i)),
                        Numbers.parse(words.get(i + 1)),
                        Numbers.parse(words.get(i + 2))));
            }
        }
    }
}
