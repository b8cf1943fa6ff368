// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import org.mailmig.ControlRow;
import org.mailmig.config.Secret;

/**
 * A validated row with its own passwords ({@code null}: the configuration's admin login).
 *
 * @param name the account's name in its wave: the source user, with its server if the wave has that user twice
 */
public record NewAccount(String name, ControlRow row, Secret sourcePassword, Secret targetPassword) {
    public NewAccount(ControlRow row, Secret sourcePassword, Secret targetPassword) {
        this(row.account(), row, sourcePassword, targetPassword);
    }
}
