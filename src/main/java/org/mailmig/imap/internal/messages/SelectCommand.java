// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Collects the responses to SELECT and EXAMINE (RFC 9051, 6.3.2). */
public final class SelectCommand implements ResponseHandler {
    private long messages;
    private boolean counted;
    private boolean opened;
    private boolean factsCame;
    private long uidValidity;
    private long uidNext;
    private long highestModSeq;
    private String mailboxId = "";
    private Set<String> permanentFlags;
    private Set<String> flags = Set.of();

    @Override
    public void status(Status status) {
        switch (status.code()) {
            case "UIDVALIDITY" -> uidValidity = status.number();
            case "UIDNEXT" -> uidNext = status.number();
            case "HIGHESTMODSEQ" -> highestModSeq = status.number();
            case "MAILBOXID" -> mailboxId = status.argument().replaceAll("[() ]", "");
            case "PERMANENTFLAGS" -> permanentFlags = words(status.argument());
            default -> {}
        }
    }

    @Override
    public void completed(Status status) {
        opened = status.ok();
    }

    /** Returns whether the server opened the folder. Otherwise data of messages concern another folder. */
    boolean isOpened() {
        return opened;
    }

    public long messages() {
        return messages;
    }

    /** Returns whether data of messages arrived before the folder was open. Nobody had requested those of the previous folder. */
    boolean isMixedUp() {
        return factsCame;
    }

    /** Returns whether the server reported the number of messages. */
    boolean isCounted() {
        return counted;
    }

    /** Returns whether the server reports an empty folder. */
    boolean isEmpty() {
        return counted && messages == 0;
    }

    private static Set<String> words(String list) {
        Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String word : list.replace("(", " ").replace(")", " ").trim().split(" +")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("EXISTS")) {
            messages = number;
            counted = true;
        } else if (name.equals("FLAGS")) {
            in.blank();
            Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            words.addAll(in.words());
            flags = words;
        } else if (name.equals("FETCH")) {
            PartialMessageInfo facts = new PartialMessageInfo();
            facts.read(in);
            factsCame |= facts.hasSizeAndDate();
        }
    }

    public FolderCount count(Status completion, UidSet found) {
        status(completion);
        return new FolderCount(messages, uidValidity, found);
    }

    /** Returns the result. A server that does not list permanent flags keeps all flags that it knows (RFC 3501, 6.3.1). */
    public SelectedFolder folder(String verb, String rawName, Status completion) {
        status(completion);
        boolean readOnly = verb.equals("EXAMINE") || completion.code().equals("READ-ONLY");
        return new SelectedFolder(
                rawName,
                new FolderStatus(messages, uidValidity, uidNext, highestModSeq),
                permanentFlags == null ? flags : permanentFlags,
                readOnly,
                mailboxId);
    }
}
