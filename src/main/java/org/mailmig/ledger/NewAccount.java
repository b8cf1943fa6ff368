// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import org.mailmig.Row;
import org.mailmig.Secret;

/**
 * A checked row with its own passwords ({@code null}: the configuration's admin login).
 *
 * @param name the account's name in its wave: the source user, and its server where the wave has that user twice
 */
public record NewAccount(String name, Row row, Secret sourcePassword, Secret targetPassword) {
    public NewAccount(Row row, Secret sourcePassword, Secret targetPassword) {
        this(row.account(), row, sourcePassword, targetPassword);
    }
}
