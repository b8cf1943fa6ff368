// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.text.FlagSyntax;
import org.mailmig.imap.text.UidSet;

/** UID STORE (RFC 9051, 6.4.6 and 6.4.9) in commands that every server can read, however many flags and messages there are. */
public final class StoreCommand {
    /** Both together stay below {@link Command#MOST_LINE}. */
    private static final int MOST_SET_CHARS = 1500;

    private static final int MOST_FLAG_CHARS = 2000;
    private final Conversation conversation;
    private final boolean add;

    public StoreCommand(Conversation conversation, boolean add) {
        this.conversation = conversation;
        this.add = add;
    }

    /** See {@code ImapConnection.store}. */
    public void all(UidSet uids, Flags flags) throws IOException {
        for (Flags some : pieces(flags.where(FlagSyntax::sendable))) {
            for (UidSet piece : uids.pieces(MOST_SET_CHARS)) {
                MessageLimit.run(conversation, piece, left -> command(left, add, some), ResponseHandler.NONE);
            }
        }
    }

    private static Command command(UidSet uids, boolean add, Flags flags) {
        return Command.of("UID STORE", uids + (add ? " +" : " -") + "FLAGS.SILENT (" + flags + ")");
    }

    /** Splits the flags. A flag that fits into no line is left out. */
    private static List<Flags> pieces(Flags flags) {
        List<Flags> pieces = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int chars = 0;
        for (String name : flags.names()) {
            if (name.length() > MOST_FLAG_CHARS) {
                continue;
            }
            if (chars + name.length() + 1 > MOST_FLAG_CHARS && !open.isEmpty()) {
                pieces.add(Flags.of(open));
                open.clear();
                chars = 0;
            }
            open.add(name);
            chars += name.length() + 1;
        }
        if (!open.isEmpty()) {
            pieces.add(Flags.of(open));
        }
        return pieces;
    }

    /** See {@code ImapConnection.storeEach}. */
    public Flags each(UidSet uids, Flags flags) throws IOException {
        Flags sendable = flags.where(name -> FlagSyntax.sendable(name) && name.length() <= MOST_FLAG_CHARS);
        Flags refused = flags.minus(sendable);
        for (Flags some : pieces(sendable)) {
            refused = refused.and(refused(uids, some));
        }
        return refused;
    }

    /** Returns the refused flags. A command without a literal leaves both ends in step, even after BAD. */
    private Flags refused(UidSet uids, Flags flags) throws IOException {
        for (UidSet piece : uids.pieces(MOST_SET_CHARS)) {
            MessageLimit.Refusal refusal =
                    MessageLimit.attempt(conversation, piece, left -> command(left, add, flags), ResponseHandler.NONE);
            if (refusal != null) {
                CommandRefusedException refused = conversation.refused(refusal.command(), refusal.status(), null);
                if (refused.passing() && !refused.code().equals("LIMIT")) {
                    throw refused;
                }
                return halved(uids, flags);
            }
        }
        return Flags.NONE;
    }

    private Flags halved(UidSet uids, Flags flags) throws IOException {
        List<String> names = flags.names();
        if (names.size() == 1) {
            return flags;
        }
        int half = names.size() / 2;
        return refused(uids, Flags.of(names.subList(0, half)))
                .and(refused(uids, Flags.of(names.subList(half, names.size()))));
    }
}
