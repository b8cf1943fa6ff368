// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

/** A feature that has a plainer alternative. The features are given up in this order: the cheapest first. */
public enum Feature {
    CONDSTORE("CONDSTORE", "changes are found by comparing all flags"),
    STATUS_SIZE("STATUS=SIZE", "sizes are summed up message by message"),
    LIST_STATUS("LIST-STATUS", "STATUS is sent for each folder"),
    LIST_SPECIAL_USE("", "LIST does not ask for roles; those that it returns anyway are used"),
    LIST_EXTENDED("LIST-EXTENDED", "LIST and LSUB are used"),
    ESEARCH("ESEARCH", "plain SEARCH is used"),
    UNSELECT("UNSELECT", "a folder is closed by EXAMINE of a name that does not exist"),
    NAMESPACE("NAMESPACE", "all folders count as the user's own"),
    CREATE_SPECIAL_USE("CREATE-SPECIAL-USE", "folders are created without their roles"),
    METADATA_OPTIONS("", "the options of GETMETADATA are sent after the folder name"),
    METADATA_OPTIONS_BEHIND("", "GETMETADATA is sent without options, so only comments are found of the annotations"),
    LITERALS("LITERAL+", "literals are sent as synchronizing ones"),
    MULTIAPPEND("MULTIAPPEND", "messages are appended one by one"),
    PIPELINING("", "commands are sent one at a time");

    private final String capability;
    private final String consequence;

    Feature(String capability, String consequence) {
        this.capability = capability;
        this.consequence = consequence;
    }

    /** Returns whether the feature may be tried again; not if a server might execute a literal as commands. */
    boolean isTriedAgain() {
        return this != LITERALS;
    }

    /** Returns what is done without it, as the end of a sentence. */
    String consequence() {
        return consequence;
    }

    /** Returns the capability that announces it; empty if none does. */
    public String capability() {
        return capability;
    }
}
