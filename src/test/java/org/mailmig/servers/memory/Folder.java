// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.mailmig.imap.text.UidSet;

/** A folder, or only a name above others. */
public final class Folder {
    /** By UID. Tests may remove and replace messages. */
    public final Map<Long, Message> messages = new ConcurrentSkipListMap<>();

    final long uidValidity;
    private boolean selectable = true;
    private long uidNext = 1;

    Folder(long uidValidity) {
        this.uidValidity = uidValidity;
    }

    synchronized boolean isSelectable() {
        return selectable;
    }

    synchronized void setSelectable(boolean can) {
        selectable = can;
    }

    synchronized long uidNext() {
        return uidNext;
    }

    /** Returns the UID that the next message would have got, and gives it to none. */
    synchronized long skipUid() {
        return uidNext++;
    }

    synchronized long add(Collection<String> flags, String date, String text) {
        long uid = uidNext++;
        messages.put(uid, new Message(uid, flags, date, text));
        return uid;
    }

    /** The UIDs of the messages that a sequence-set names. */
    List<Long> uids(String set) {
        long last = messages.keySet().stream().mapToLong(Long::longValue).max().orElse(1);
        UidSet asked = UidSet.parse(set.replace("*", String.valueOf(last)));
        return messages.keySet().stream().filter(asked::contains).toList();
    }
}
