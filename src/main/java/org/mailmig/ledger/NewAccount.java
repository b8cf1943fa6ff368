package org.mailmig.ledger;

import org.mailmig.Row;
import org.mailmig.Secret;

/** A checked row with its own passwords ({@code null}: the configuration's admin login). */
public record NewAccount(Row row, Secret sourcePassword, Secret targetPassword) {}
