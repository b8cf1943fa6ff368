// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.time.Instant;
import org.mailmig.Outcome;

/**
 * One control file that is being processed or has been.
 *
 * @param id unique and safe in file names: the file's name and a number
 * @param name the control file's name
 * @param sha256 of the content, lower-case hex
 * @param began when it was recorded in the ledger
 * @param ended {@code null} while accounts are open
 * @param outcome {@code null} while accounts are open
 */
public record Wave(String id, String name, String sha256, Instant began, Instant ended, Outcome outcome) {}
