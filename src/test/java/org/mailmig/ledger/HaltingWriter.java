// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import java.util.Iterator;
import java.util.List;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.ledger.wave.NewAccount;

/** A process that writes one wave into the ledger and halts: no shutdown hook runs, nothing is flushed. */
final class HaltingWriter {
    static final int EXIT = 42;

    private HaltingWriter() {}

    /** {@code args}: the ledger's URL, the wave's content, and {@code halt} or {@code wait} for a line on standard input first. */
    public static void main(String[] args) throws Exception {
        Ledger ledger = Ledger.open(args[0], null);
        ledger.waves().begin(args[1] + ".csv", args[1], rows(args[1]));
        if (args[2].equals("wait")) {
            System.out.println("written");
            System.in.read();
        }
        Runtime.getRuntime().halt(EXIT);
    }

    private static Iterator<NewAccount> rows(String user) {
        ControlRow row = ControlRow.of(2, user, user, Mode.MERGE).address(user).build();
        return List.of(new NewAccount(row, null, null)).iterator();
    }
}
