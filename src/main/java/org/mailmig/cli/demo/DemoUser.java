// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import java.util.List;
import java.util.Locale;

/** A user of the demo, with a mailbox on both sides and an entry in the directory. */
public enum DemoUser {
    ANNA,
    BERT,
    CLARA,
    DORA,
    EMIL;

    public static final String SOURCE_DOMAIN = "old.example";
    public static final String TARGET_DOMAIN = "new.example";

    /** The users whose migration succeeds, and who receive mail during it. */
    public static final List<DemoUser> MOVING = List.of(ANNA, BERT, CLARA);

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String source() {
        return word() + "@" + SOURCE_DOMAIN;
    }

    public String target() {
        return word() + "@" + TARGET_DOMAIN;
    }

    public String sourcePassword() {
        return word() + "-source-7f3";
    }

    public String targetPassword() {
        return word() + "-target-9c1";
    }

    public String dn() {
        return "uid=" + word() + ",ou=people,dc=new,dc=example";
    }
}
